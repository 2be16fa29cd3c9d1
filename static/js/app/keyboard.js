// "/" goes to the search; a phone's keyboard lifts the save bar instead of hiding it.
const TYPING = "input, textarea, select, [contenteditable]";
const KEYBOARD_AT_LEAST = 150;

function focusSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(TYPING)) return;
  const field = [...document.querySelectorAll("[data-search-key], main [type=search]")].find(
    (input) => input.offsetParent,
  );
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

export function watchKeyboard() {
  document.addEventListener("keydown", focusSearch);
  const view = window.visualViewport;
  if (!view) return;
  let tallest = view.height;
  view.addEventListener("resize", () => {
    tallest = Math.max(tallest, view.height);
    const typing = Boolean(document.activeElement?.closest(TYPING));
    const isOpen = typing && tallest - view.height > KEYBOARD_AT_LEAST;
    const hidden = Math.max(0, window.innerHeight - view.height - view.offsetTop);
    document.documentElement.classList.toggle("keyboard-open", isOpen);
    document.documentElement.style.setProperty("--keyboard", isOpen ? `${hidden}px` : "0px");
    if (isOpen) document.activeElement.scrollIntoView({ block: "nearest" });
  });
  addEventListener("orientationchange", () => {
    tallest = 0;
  });
}
