// A draft is saved a few seconds after the last change. When that fails the words stay in the page
// and it is tried again; over somebody's newer text nothing is saved, both are shown.
const PAUSE = 3000;
const RETRY = [4000, 8000, 15000, 30000];
const BEAT = 20000;

class Saver {
  constructor(form, state) {
    this.form = form;
    this.state = state;
    this.changes = 0;
    this.saved = 0;
    this.failures = 0;
    this.flight = null;
    this.isStopped = false;
    form.addEventListener("input", () => this.note());
    form.addEventListener("submit", (event) => this.beforeSubmit(event));
    addEventListener("online", () => this.failures && this.save());
  }

  say(text, tone = "") {
    this.state.textContent = text;
    this.state.dataset.tone = tone;
  }

  note() {
    this.changes += 1;
    if (this.isStopped) return;
    this.later(this.failures ? RETRY[0] : PAUSE);
    if (!this.failures) this.say("Chưa lưu thay đổi mới nhất.");
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  // Two saves at once would each make the other one old: the second waits.
  async save() {
    clearTimeout(this.timer);
    if (this.flight || this.isStopped) return this.flight;
    this.flight = this.send();
    await this.flight;
    this.flight = null;
    if (!this.isStopped && !this.failures && this.changes > this.saved) this.later(PAUSE);
  }

  async send() {
    const upTo = this.changes;
    let answer;
    try {
      const sent = await fetch(this.state.dataset.autosave, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
      });
      if (sent.redirected) return this.signedOut();
      if (!sent.ok) throw new Error(sent.status);
      answer = await sent.json();
    } catch {
      return this.failed();
    }
    this.failures = 0;
    if (answer.state === "saved") this.done(answer, upTo);
    else if (answer.state === "stale") this.stale(answer);
    else this.say(answer.said, "bad");
  }

  done(answer, upTo) {
    this.form.elements.rev.value = answer.rev;
    this.saved = upTo;
    this.say(`Đã lưu lúc ${answer.at}.`, "ok");
    if (this.changes === upTo) document.dispatchEvent(new Event("words-saved"));
  }

  failed() {
    const pause = RETRY[Math.min(this.failures, RETRY.length - 1)];
    this.failures += 1;
    this.say("Chưa lưu được, sẽ thử lại. Nội dung vẫn còn trong trang này; đừng đóng trang.", "warn");
    this.later(pause);
  }

  signedOut() {
    this.isStopped = true;
    this.say("Phiên đăng nhập đã hết. Hãy bấm “Lưu dự thảo” để đăng nhập lại; nội dung vẫn được giữ.", "warn");
  }

  stale(answer) {
    this.isStopped = true;
    this.say(answer.said, "warn");
    const page = new DOMParser().parseFromString(answer.html, "text/html");
    document.querySelector("[data-two-texts]").replaceChildren(...page.body.childNodes);
  }

  // By hand while the line is cut or a save is on its way: that one first.
  async beforeSubmit(event) {
    if (!this.flight && !this.failures && navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.flight;
    if (this.failures || !navigator.onLine) await this.save();
    if (!this.failures) this.form.requestSubmit();
  }
}

// Others who open the draft see who has it open; a hidden tab does not count.
function beat(form, address) {
  const box = document.querySelector("[data-others]");
  async function tell() {
    if (document.hidden) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const sent = await fetch(address, { method: "POST", body });
      if (!sent.ok || sent.redirected) return;
      const { said } = await sent.json();
      if (box.textContent !== said) box.textContent = said;
      box.hidden = !said;
    } catch {
      // The next beat comes in seconds.
    }
  }
  tell();
  setInterval(tell, BEAT);
  document.addEventListener("visibilitychange", tell);
}

const state = document.querySelector("[data-autosave]");
const form = document.querySelector("form.page-form");
if (state && form) {
  form.querySelector(".bottom-bar")?.append(state);
  state.hidden = false;
  new Saver(form, state);
  beat(form, state.dataset.editing);
}
