// Filters that need no network: typing without accents finds words with them; a jump opens the document it leads to.
"use strict";
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");

for (const form of document.querySelectorAll("form.filters")) {
  const section = document.getElementById(form.dataset.for);
  const rows = [...section.querySelectorAll("tbody tr, details.document")];
  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, fold((row.querySelector("summary") || row).textContent));
    return texts.get(row);
  };
  const counter = section.querySelector("[data-count]");
  const apply = () => {
    const wanted = new FormData(form);
    const words = fold(wanted.get("q") || "").split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      let fits = true;
      for (const [name, value] of wanted) if (name !== "q" && value && row.dataset[name] !== value) fits = false;
      fits = fits && words.every((word) => textOf(row).includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    if (counter) counter.textContent = shown === rows.length ? `(${rows.length})` : `(${shown} trên ${rows.length})`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const bar of section.querySelectorAll("[data-area]")) {
    if (bar.tagName !== "BUTTON") continue;
    bar.addEventListener("click", () => {
      const pressed = bar.getAttribute("aria-pressed") === "true";
      for (const other of section.querySelectorAll("button[data-area]")) other.setAttribute("aria-pressed", "false");
      bar.setAttribute("aria-pressed", String(!pressed));
      form.elements.area.value = pressed ? "" : bar.dataset.area;
      apply();
    });
  }
  apply();
}

// One section at a time, named by the address; a fact's address shows its document and opens it.
const sections = [...document.querySelectorAll("main > section")];
const show = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1))) || sections[0];
  const active = target.closest("main > section");
  for (const section of sections) section.hidden = section !== active;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${active.id}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const details = target.closest("details");
  if (details) { details.hidden = false; details.open = true; }
  if (target === active) scrollTo(0, 0);
  else target.scrollIntoView({ block: "center" });
};
addEventListener("hashchange", show);
show();
