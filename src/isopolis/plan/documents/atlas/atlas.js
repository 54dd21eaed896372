// Search and sorting for the tables; without this script everything is there, in the order of names.
"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const number = (text) => {
    const found = text.replace(/[\s.,  ]/g, "").match(/^[−-]?\d+/);
    return found ? Number(found[0].replace("−", "-")) : -Infinity;
  };
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const text = head.classList.contains("t");
      const value = (row) => text ? row.cells[column].textContent : number(row.cells[column].textContent);
      const compare = (a, b) => text ? a.localeCompare(b) : a - b;
      rows.map((row) => [value(row), row])
        .sort((a, b) => (down ? -1 : 1) * compare(a[0], b[0]))
        .forEach(([, row]) => body.append(row));
    });
  });
  const box = document.getElementById("search");
  if (box) {
    box.closest(".search").hidden = false;
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    box.addEventListener("input", () => {
      const wanted = plain(box.value.trim());
      let shown = 0;
      for (const row of rows) {
        row.hidden = !plain(row.cells[0].textContent + " " + row.cells[1].textContent).includes(wanted);
        shown += row.hidden ? 0 : 1;
      }
      document.getElementById("found").textContent = wanted ? String(shown) : "";
    });
  }
}
