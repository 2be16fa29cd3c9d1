// Runs before the first paint: light or dark by the cookie, else by the device.
(() => {
  const chosen = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
  const device = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const now = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
    document.documentElement.dataset.bsTheme = now ?? (device.matches ? "dark" : "light");
  };
  document.documentElement.classList.add("js");
  if (chosen || device.matches) apply();
  device.addEventListener("change", apply);
  addEventListener("theme", apply);
})();
