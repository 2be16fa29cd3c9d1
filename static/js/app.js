// Small comforts; every page works without them.

// "/" goes to the search box, Escape closes what is open.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing) {
    const box = document.getElementById("tim-nhanh");
    if (box) { event.preventDefault(); box.focus(); }
  }
  if (event.key === "Escape") {
    document.querySelectorAll(".person[open], .phone-bar details[open]").forEach((one) => { one.open = false; });
  }
});

// One click, one request; coming back with the back button gives the buttons back.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-disabled", "true"));
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

// Words that were typed are not lost by leaving the page by mistake.
let changed = false;
document.addEventListener("input", (event) => { if (event.target.closest("form.page-form, form.record-form")) changed = true; });
document.addEventListener("submit", () => { changed = false; });
window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

// System → light → dark.
const themeButton = document.querySelector("[data-theme-button]");
if (themeButton) {
  const words = { system: "theo máy", light: "sáng", dark: "tối" };
  const order = ["system", "light", "dark"];
  const kept = () => localStorage.getItem("theme") || "system";
  const show = () => { themeButton.textContent = `Giao diện: ${words[kept()]}`; };
  themeButton.hidden = false;
  show();
  themeButton.addEventListener("click", () => {
    const next = order[(order.indexOf(kept()) + 1) % order.length];
    if (next === "system") localStorage.removeItem("theme"); else localStorage.setItem("theme", next);
    const dark = next === "dark" || (next === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
    show();
  });
}

// Sample logins fill the form.
document.querySelectorAll(".demo-login").forEach((button) => {
  button.addEventListener("click", () => {
    document.getElementById("id_username").value = button.dataset.username;
    document.getElementById("id_password").value = button.dataset.password;
    document.getElementById("id_password").focus();
  });
});
