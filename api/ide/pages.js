// The pictures of the pages. Each figure carries its data; a table below it says the same and is always there,
// so a picture that cannot be drawn takes nothing away.

import { drawMap } from "./map.js";
import "./pages.css";
import { drawTimeline } from "./timeline.js";

const { atlas } = document.querySelector("script[data-atlas]").dataset;
const DRAWN = { timeline: drawTimeline, map: (...given) => drawMap(...given, atlas) };

for (const [kind, draw] of Object.entries(DRAWN)) {
  for (const figure of document.querySelectorAll(`figure.${kind}`)) {
    const data = figure.querySelector("script.data");
    if (data) show(figure, JSON.parse(data.textContent), draw);
  }
}

function show(figure, data, draw) {
  const drawing = figure.querySelector(".drawing");
  for (const hidden of figure.querySelectorAll("[hidden]")) hidden.hidden = false;
  figure.querySelector("details").open = false;
  let width = 0;
  new ResizeObserver(() => {
    if (Math.abs(drawing.clientWidth - width) < 1) return;
    width = drawing.clientWidth;
    draw(drawing, data, width);
  }).observe(drawing);
}

// A closed table that somebody goes to is opened.
const reveal = (hash) => {
  const target = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
};
reveal(location.hash);
// A click as well as a change: whoever follows the same link again has closed the table meanwhile.
addEventListener("click", ({ target }) => reveal(target.closest("a[href^='#']")?.getAttribute("href")));
addEventListener("hashchange", () => reveal(location.hash));
addEventListener("beforeprint", () => {
  for (const table of document.querySelectorAll("details.as-table")) table.open = true;
});
