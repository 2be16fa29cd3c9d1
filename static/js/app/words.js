// The editor of a draft: paragraphs, two headings, lists, bold, italic, tables and nothing else,
// the same schema that the server cleans by. Without this file the boxes take plain lines.
import {
  Bold, BulletList, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, Italic,
  ListItem, OrderedList, Paragraph, Table, TableCell, TableHeader, TableRow, Text,
} from "../../django_prose_editor/editor.js";

const LIKE_HTML = /^<(?:p|h2|h3|ul|ol|table)(?:\s[^>]*)?>/i;
const EXTENSIONS = [
  Document, Paragraph, Text, HardBreak, Heading.configure({ levels: [2, 3] }), Bold, Italic,
  BulletList, OrderedList.configure({ enableListAttributes: false }), ListItem,
  Table.configure({ resizable: false }), TableRow, TableHeader, TableCell,
  History, Dropcursor, Gapcursor,
];

const COMMANDS = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  heading2: (chain) => chain.toggleHeading({ level: 2 }),
  heading3: (chain) => chain.toggleHeading({ level: 3 }),
  bullets: (chain) => chain.toggleBulletList(),
  numbers: (chain) => chain.toggleOrderedList(),
  table: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  rowAfter: (chain) => chain.addRowAfter(),
  rowAway: (chain) => chain.deleteRow(),
  columnAfter: (chain) => chain.addColumnAfter(),
  columnAway: (chain) => chain.deleteColumn(),
  tableAway: (chain) => chain.deleteTable(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};

const ACTIVE = {
  bold: ["bold"],
  italic: ["italic"],
  heading2: ["heading", { level: 2 }],
  heading3: ["heading", { level: 3 }],
  bullets: ["bulletList"],
  numbers: ["orderedList"],
};

// Plain lines of a box become paragraphs, as they do on the server.
function contentOf(text) {
  if (LIKE_HTML.test(text.trim())) return text;
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const paragraphs = lines.map((line) => ({ type: "paragraph", content: [{ type: "text", text: line }] }));
  return { type: "doc", content: paragraphs.length ? paragraphs : [{ type: "paragraph" }] };
}

// A wide cell of a pasted table becomes as many cells: the schema knows no spans.
function withoutSpans(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const cell of page.querySelectorAll("[colspan], [rowspan]")) {
    const width = Math.min(12, Number(cell.getAttribute("colspan")) || 1);
    for (let extra = 1; extra < width; extra += 1) cell.after(page.createElement(cell.localName));
    cell.removeAttribute("colspan");
    cell.removeAttribute("rowspan");
  }
  return page.body.getHTML?.() ?? html;
}

function editorOf(box) {
  const label = box.form.querySelector(`label[for="${box.id}"]`);
  const place = document.createElement("div");
  place.className = "words";
  const attributes = { class: "words-box", role: "textbox", "aria-multiline": "true" };
  if (label) {
    label.id = `${box.id}-nhan`;
    attributes["aria-labelledby"] = label.id;
  }
  if (box.classList.contains("is-invalid")) attributes["aria-invalid"] = "true";
  const described = box.getAttribute("aria-describedby");
  if (described) attributes["aria-describedby"] = described;
  box.before(place);
  box.hidden = true;
  // The links of the error summary lead to the box people see.
  attributes.id = box.id;
  box.id = `${box.id}-goc`;
  const editor = new Editor({
    element: place,
    // The style it would write into the page stands in our sheet: the policy allows no other.
    injectCSS: false,
    extensions: EXTENSIONS,
    content: contentOf(box.value),
    editorProps: { attributes, transformPastedHTML: withoutSpans },
    onUpdate() {
      box.value = editor.isEmpty ? "" : editor.getHTML();
      box.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  label?.addEventListener("click", () => editor.commands.focus());
  letTabLeave(editor);
  return editor;
}

// Tab moves inside tables and lists; after Esc it leaves the box.
function letTabLeave(editor) {
  let leaving = false;
  const dom = editor.view.dom;
  dom.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && leaving) event.stopImmediatePropagation();
    if (!["Shift", "Tab"].includes(event.key)) leaving = event.key === "Escape";
  }, true);
  dom.addEventListener("focus", () => { leaving = false; });
}

class Toolbar {
  constructor(bar, editors) {
    this.bar = bar;
    this.buttons = [...bar.querySelectorAll("[data-does]")];
    this.editor = editors[0];
    bar.hidden = false;
    bar.addEventListener("mousedown", (event) => event.preventDefault());
    bar.addEventListener("click", (event) => this.run(event.target.closest("[data-does]")));
    bar.addEventListener("keydown", (event) => this.move(event));
    for (const editor of editors) {
      editor.on("focus", () => this.follow(editor));
      editor.on("transaction", () => this.show());
      editor.view.dom.addEventListener("keydown", (event) => this.come(event));
    }
    this.show();
  }

  follow(editor) {
    this.editor = editor;
    this.show();
  }

  run(button) {
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    COMMANDS[button.dataset.does](this.editor.chain().focus()).run();
    this.show();
  }

  // Alt+F10 is where editors have their toolbar; arrows walk in it, Esc goes back to the words.
  come(event) {
    if (event.key !== "F10" || !event.altKey) return;
    event.preventDefault();
    this.shown().find((one) => one.tabIndex === 0).focus();
  }

  move(event) {
    const shown = this.shown();
    const place = shown.indexOf(document.activeElement);
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (event.key === "Escape") this.editor.commands.focus();
    if (to === undefined) return;
    event.preventDefault();
    this.stop(shown.at(to % shown.length));
    shown.at(to % shown.length).focus();
  }

  stop(button) {
    for (const one of this.buttons) one.tabIndex = one === button ? 0 : -1;
  }

  shown() {
    return this.buttons.filter((one) => !one.closest("[hidden]"));
  }

  show() {
    const editor = this.editor;
    for (const group of this.bar.querySelectorAll("[data-in-table]")) {
      group.hidden = !editor.isActive("table");
    }
    for (const button of this.buttons) {
      const does = button.dataset.does;
      const possible = COMMANDS[does](editor.can().chain()).run();
      button.setAttribute("aria-disabled", String(!possible));
      if (ACTIVE[does]) button.setAttribute("aria-pressed", String(editor.isActive(...ACTIVE[does])));
    }
    const shown = this.shown();
    if (!shown.some((one) => one.tabIndex === 0)) this.stop(shown[0]);
  }
}

const boxes = [...document.querySelectorAll("textarea[data-words]")];
const bar = document.querySelector("[data-words-bar]");
if (boxes.length && bar) {
  new Toolbar(bar, boxes.map(editorOf));
  for (const one of document.querySelectorAll("[data-words-off]")) one.hidden = true;
  document.documentElement.dataset.words = "on";
}
