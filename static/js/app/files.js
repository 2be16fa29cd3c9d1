// A file input in our words: the browser's own button says "Choose file" in its own language.
const NONE = "Chưa chọn tệp nào";

export function dressFiles() {
  for (const field of document.querySelectorAll("[data-file-field]")) {
    const input = field.querySelector("input[type=file]");
    const name = field.querySelector(".file-name");
    const show = () => {
      name.textContent = [...input.files].map((file) => file.name).join(", ") || NONE;
    };
    input.classList.add("visually-hidden"); // still reached by the keyboard and read aloud
    for (const hidden of field.querySelectorAll(".file-pick > [hidden]")) hidden.hidden = false;
    input.addEventListener("change", show);
    addEventListener("pageshow", show);
    show();
  }
}
