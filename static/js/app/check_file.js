// "Kiểm tra tệp của tôi": the file is compared here, in the browser; nothing is sent for that.
const MOST_BYTES = 25 * 1024 * 1024;
const WORDS = {
  same: ["ok", "Trùng từng byte với bản đang lưu."],
  other: [
    "bad",
    "Không trùng với bản đang lưu. Bản chụp, bản in lại và tệp đã được lưu bằng phần mềm khác cũng cho kết quả này.",
  ],
  large: ["bad", "Tệp lớn hơn 25 MB nên không kiểm tra."],
  unable: ["warn", "Trình duyệt này không so được tệp tại máy. Hãy gửi tệp lên để kiểm tra."],
};

for (const form of document.querySelectorAll("[data-check-file]")) watch(form);

function watch(form) {
  const input = form.querySelector("input[type=file]");
  const line = form.querySelector(".check-line");
  const zone = form.closest("section");
  const known = form.dataset.checkFile.split(" ");
  const compare = async () => {
    line.hidden = true;
    const file = input.files[0];
    if (file) tell(line, WORDS[await verdict(file, known)]);
  };
  input.addEventListener("change", compare);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    input.files = event.dataTransfer.files;
    compare();
  });
}

async function verdict(file, known) {
  if (file.size > MOST_BYTES) return "large";
  // Only pages over HTTPS and of this very machine are given the means.
  if (!globalThis.crypto?.subtle) return "unable";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return known.includes(hex.join("")) ? "same" : "other";
}

function tell(line, [tone, words]) {
  line.className = `check-line tone-${tone}`;
  line.textContent = words;
  line.hidden = false;
}
