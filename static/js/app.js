// Small comforts of every page. Without this file each page still works.
import { closePops } from "./app/pops.js";
import { watchBundles } from "./app/bundle.js";
import { dressFiles } from "./app/files.js";
import { guardForms } from "./app/forms.js";
import { keepWords } from "./app/kept_words.js";
import { offerKeys } from "./app/keys.js";
import { offerTheme } from "./app/theme_button.js";
import { offerRowFilters } from "./app/row_filter.js";
import { watchInbox } from "./app/inbox.js";
import { watchKeyboard } from "./app/keyboard.js";

closePops();
dressFiles();
guardForms();
keepWords();
offerKeys();
offerRowFilters();
offerTheme();
watchBundles();
watchInbox();
watchKeyboard();

for (const button of document.querySelectorAll("[data-close]")) {
  button.hidden = false;
  button.addEventListener("click", () => button.parentElement.remove());
}

for (const button of document.querySelectorAll("[data-fill-username]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const form = document.querySelector(".login-form");
    form.elements.username.value = button.dataset.fillUsername;
    form.elements.password.value = button.dataset.fillPassword;
    form.querySelector("button").focus();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
