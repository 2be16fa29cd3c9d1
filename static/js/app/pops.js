// Menus that are a <details class="pop">: one open at a time, closed by Esc or a tap elsewhere.
const open = () => document.querySelectorAll("details.pop[open]");

export function closePops() {
  document.addEventListener("click", (event) => {
    for (const pop of open()) {
      if (!pop.contains(event.target)) pop.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const pop of open()) {
      pop.open = false;
      pop.querySelector("summary").focus();
    }
  });
}
