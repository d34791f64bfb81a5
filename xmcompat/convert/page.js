"use strict";
(() => {
  const main = document.querySelector("main");
  const files = [...main.querySelectorAll("details.file")];
  const search = document.getElementById("search");
  const boxes = [...document.querySelectorAll("#tools input[type=checkbox]")];
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const rank = { failed: 0, attention: 1, exact: 2, skipped: 3 };
  document.getElementById("tools").hidden = false;

  const rows = files.map((el, i) => {
    const cell = (n) => el.querySelector("summary").children[n].textContent;
    return { el, i, outcome: el.dataset.outcome,
      text: (cell(1) + " " + cell(6) + " " + (el.dataset.ids || ""))
        .toLowerCase(),
      keys: [rank[el.dataset.outcome], cell(1), cell(2), +cell(3) || 0,
        +cell(4) || 0, +el.dataset.changed || 0, cell(6)] };
  });

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const on = new Set(boxes.filter((b) => b.checked).map((b) => b.value));
    let n = 0;
    for (const r of rows) {
      const show = on.has(r.outcome) && words.every((w) => r.text.includes(w));
      r.el.hidden = !show;
      n += show;
    }
    shown.textContent = n === rows.length ? "" : `${n} of ${rows.length} shown`;
    none.hidden = n > 0;
  }

  let column = -1, down = false;
  function sort(button, n) {
    down = column === n ? !down : false;
    column = n;
    const sign = down ? -1 : 1;
    rows.sort((a, b) => {
      const x = a.keys[n], y = b.keys[n];
      const order = typeof x === "number" ? x - y : x.localeCompare(y);
      return order ? sign * order : a.i - b.i;
    });
    main.append(...rows.map((r) => r.el), none);
    for (const b of document.querySelectorAll(".head button")) {
      b.setAttribute("aria-pressed", b === button);
      b.classList.toggle("down", b === button && down);
    }
  }

  document.querySelectorAll(".head button").forEach((b, n) =>
    b.addEventListener("click", () => sort(b, n)));
  sort(document.querySelector(".head button"), 0);
  search.addEventListener("input", filter);
  boxes.forEach((b) => b.addEventListener("change", filter));
  document.addEventListener("keydown", (e) => {
    if (e.key === "/" && document.activeElement !== search) {
      e.preventDefault();
      search.focus();
    }
    const at = document.activeElement?.closest?.("details.file");
    if (!at || (e.key !== "ArrowDown" && e.key !== "ArrowUp"))
      return;
    const step = e.key === "ArrowDown" ? "nextElementSibling"
      : "previousElementSibling";
    let to = at[step];
    while (to && (to.hidden || !to.matches("details.file")))
      to = to[step];
    if (to) {
      e.preventDefault();
      to.querySelector("summary").focus();
    }
  });
  document.getElementById("open").addEventListener("click", () => {
    const visible = files.filter((f) => !f.hidden);
    const open = visible.some((f) => !f.open);
    visible.forEach((f) => { f.open = open; });
  });
})();
