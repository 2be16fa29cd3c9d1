// A bundle that is being made tells how far it is; when it is ready the page shows its file.
const EVERY_MS = 1500;

export function watchBundles() {
  for (const line of document.querySelectorAll("[data-bundle]")) watch(line);
}

async function watch(line) {
  for (;;) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    let now;
    try {
      const answer = await fetch(line.dataset.bundle, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      now = await answer.json();
    } catch {
      continue; // no network for a moment
    }
    if (now.state === "done" || now.state === "failed") return location.reload();
    const count = now.total ? `: ${now.done}/${now.total} văn bản` : "";
    line.textContent = `${now.label}${count}`;
  }
}
