// A second tap on a save button sends nothing; coming back to the page gives the button back.
const BUSY = "dang-gui";

function release() {
  for (const form of document.querySelectorAll(`form[data-busy="${BUSY}"]`)) {
    delete form.dataset.busy;
    for (const button of form.querySelectorAll("button[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  }
}

// Words that were typed are not lost by leaving the page by mistake.
function warnBeforeLeaving() {
  let changed = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form.page-form, form.record-form")) changed = true;
  });
  document.addEventListener("submit", () => {
    changed = false;
  });
  document.addEventListener("words-saved", () => {
    changed = false;
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

export function guardForms() {
  warnBeforeLeaving();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.busy) {
      event.preventDefault();
      return;
    }
    // Not `disabled`: the browser would leave the button's own name and value out.
    form.dataset.busy = BUSY;
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(release, 15000);
  });
  addEventListener("pageshow", release);
  document.querySelector(".error-summary")?.focus();
}
