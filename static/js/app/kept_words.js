// A session that ends while somebody writes does not take the words along. What is sent is kept in
// this tab; a sign-in page in place of an answer means that it did not arrive, and the form gets
// its words back after signing in. Any other page of the same person means that it did.
const KEY = "da-go";
const LONGEST = 12 * 60 * 60 * 1000;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function write(kept) {
  try {
    if (kept) sessionStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing: then a page is as it was without this file.
  }
}

function wordsOf(form) {
  const left = new Set(["password", "file", "submit", "button"]);
  return [...form.elements]
    .filter((field) => field.name && !left.has(field.type) && field.name !== "csrfmiddlewaretoken")
    .map((field) => [field.name, field.value, field.checked ?? null]);
}

function fill(form, words) {
  for (const [name, value, checked] of words) {
    const fields = [...form.elements].filter((field) => field.name === name);
    const choice = fields.find((field) => ["radio", "checkbox"].includes(field.type) && field.value === value);
    if (choice) choice.checked = checked;
    else if (fields.length) fields[0].value = value;
  }
}

function say(text, address) {
  const box = document.createElement("div");
  box.className = "message message-info";
  box.setAttribute("role", "status");
  const words = document.createElement("div");
  words.className = "message-text";
  words.textContent = text;
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = "Mở lại trang đang gõ dở";
    words.append(" ", link);
  }
  box.append(words);
  const main = document.getElementById("noi-dung");
  main.insertBefore(box, main.querySelector("form, .login-form"));
  return box;
}

function formOf(kept) {
  const keeping = [...document.forms].filter((form) => form.dataset.keeps !== undefined);
  return keeping.find((form) => form.getAttribute("action") === kept.action) ?? null;
}

function restore(person) {
  const kept = read();
  if (!kept) return;
  if (!person) {
    write({ ...kept, lost: true });
    say("Phiên đăng nhập đã hết. Nội dung vừa gõ vẫn được giữ; hãy đăng nhập lại để tiếp tục.");
    return;
  }
  const usable = kept.lost && kept.person === person && Date.now() - kept.at < LONGEST;
  if (usable && location.pathname !== kept.path) {
    say("Có nội dung chưa lưu được khi phiên đăng nhập hết.", kept.path);
    return;
  }
  const form = usable ? formOf(kept) : null;
  write(null);
  if (!form) return;
  fill(form, kept.words);
  say("Đã đưa lại nội dung bạn gõ trước khi phiên đăng nhập hết. Hãy xem lại rồi bấm lưu.");
}

export function keepWords() {
  const person = document.body.dataset.person ?? "";
  restore(person);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.forgets !== undefined) write(null);
    if (!person || form.method !== "post" || form.dataset.keeps === undefined) return;
    write({
      person,
      path: location.pathname,
      action: form.getAttribute("action"),
      at: Date.now(),
      words: wordsOf(form),
      lost: false,
    });
  });
}
