// The button that goes round: as the device, light, dark.
const NEXT = { system: "light", light: "dark", dark: "system" };
const WORDS = { system: "theo máy", light: "sáng", dark: "tối" };
const YEAR = 31536000;

const chosen = () => /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1] ?? "system";

function show(button) {
  button.querySelector("span").textContent = `Giao diện: ${WORDS[chosen()]}`;
}

export function offerTheme() {
  const button = document.querySelector("[data-theme-button]");
  if (!button) return;
  button.hidden = false;
  show(button);
  button.addEventListener("click", () => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${NEXT[chosen()]}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
    dispatchEvent(new Event("theme"));
    show(button);
  });
}
