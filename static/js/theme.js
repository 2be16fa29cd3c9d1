// Before the first paint: the person's choice, else the system's.
(function () {
  var kept = null;
  try { kept = localStorage.getItem("theme"); } catch (error) { kept = null; }
  var dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
})();
