// A box that leaves only the rows with the typed words in sight; marks and case do not matter.
const bare = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

function offer(box) {
  const input = box.querySelector("input");
  const count = box.querySelector("[data-filter-count]");
  const rows = [...document.querySelectorAll(`${box.dataset.filterRows} > tbody > tr`)];
  const words = rows.map((row) => bare(row.dataset.words ?? row.textContent));
  const show = () => {
    const wanted = bare(input.value.trim());
    rows.forEach((row, at) => (row.hidden = !words[at].includes(wanted)));
    const left = rows.filter((row) => !row.hidden).length;
    count.textContent = wanted ? `Hiện ${left} trong ${rows.length} đơn vị` : "";
  };
  box.hidden = false;
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // looking for a row saves nothing
  });
  addEventListener("pageshow", show);
  // A link of the list of errors leads to a row that the words may hide.
  addEventListener("hashchange", () => {
    input.value = "";
    show();
    document.getElementById(location.hash.slice(1))?.focus();
  });
}

export function offerRowFilters() {
  for (const box of document.querySelectorAll("[data-filter-rows]")) offer(box);
}
