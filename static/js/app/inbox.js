// Keys of the inbox: along its rows, to their two deeds, to the list of keys. Each deed asks once.
const TYPING = "input, textarea, select, [contenteditable]";

export function watchInbox() {
  const list = document.querySelector("[data-inbox]");
  if (!list) return;
  const rows = [...list.querySelectorAll("[data-inbox-row]")];
  const keys = document.querySelector("[data-inbox-keys]");
  const here = () => rows.findIndex((row) => row.contains(document.activeElement));
  const goTo = (at) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, at))];
    row.querySelector("a").focus();
    row.scrollIntoView({ block: "nearest" });
  };
  const open = (key) => {
    const row = rows[here()];
    const deed = row?.querySelector(`[data-deed="${key}"] details`);
    if (!deed) return false;
    for (const other of list.querySelectorAll("details[open]")) other.open = false;
    deed.open = true;
    deed.querySelector("input:not([type=hidden]), button").focus();
    return true;
  };
  const close = () => {
    const at = here();
    for (const one of list.querySelectorAll("details[open]")) one.open = false;
    if (at >= 0) goTo(at);
    return at >= 0;
  };
  const deeds = {
    j: () => goTo(here() + 1) ?? true,
    ArrowDown: () => goTo(here() + 1) ?? true,
    k: () => goTo(here() - 1) ?? true,
    ArrowUp: () => goTo(here() - 1) ?? true,
    d: () => open("d"),
    t: () => open("t"),
    "?": () => {
      keys.open = !keys.open;
      return true;
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (event.key === "Escape" && list.contains(target)) return void close();
    // Elsewhere on the page a letter is a letter: keys count in the list, or where nothing is chosen.
    const nowhere = target === document.body || target.id === "noi-dung" || keys.contains(target);
    if (target.closest(TYPING) || !(nowhere || list.contains(target))) return;
    const deed = deeds[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (deed?.()) event.preventDefault();
  });
}
