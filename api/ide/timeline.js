// A timeline: lanes of marks along a date axis, and beneath them, on the same axis, the status as it changed.
// Above a lane's line is what affirms, below it what denies, on it what does neither. Shape repeats the position and
// filling says how firmly, so that nothing rests on colour.

import { scaleUtc } from "d3-scale";
import { create } from "d3-selection";
import { measure } from "./measure.js";
import { rove } from "./rove.js";

const ROW = 22; // the height of a row of marks
const RADIUS = 6.5;
const NUMBER = 20; // the room to the right of a mark, for its number
const WIDE = 720; // from here on the lanes' names stand to the left of them
const GUTTER = 232;
const DAY = 86_400_000;

const shortDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
const year = new Intl.DateTimeFormat("en-GB", { year: "numeric", timeZone: "UTC" });

const on = (day) => (day === null ? null : new Date(`${day}T00:00Z`));
const STANCE = { AFFIRMS: "affirms", DENIES: "denies", NEUTRAL: "takes no side on" };

export function drawTimeline(drawing, { lanes, steps }, width) {
  const wide = width >= WIDE;
  const left = wide ? GUTTER : 0;
  const x = axis(lanes, steps, left + 16, width - NUMBER - 8);
  const svg = create("svg")
    .attr("width", width)
    .attr("role", "group")
    .attr("aria-label", "Timeline. Arrow keys go from mark to mark; the table below says the same.");

  let y = 30;
  const grid = svg.append("g").attr("class", "grid").attr("aria-hidden", "true");
  const laid = lanes.map((lane) => {
    const placed = lay(lane, x, left, wide);
    const top = y + (wide ? 0 : 20);
    y = top + placed.height + 10;
    return { lane, placed, top };
  });
  const bottom = y;

  for (const { lane, placed, top } of laid) {
    const group = svg.append("g").attr("class", "lane");
    const middle = top + placed.line;
    label(group, lane.name, wide ? 0 : 2, wide ? middle + 4 : top - 6, wide ? GUTTER - 14 : width - 4, wide ? 2 : 1);
    group
      .append("line")
      .attr("class", "baseline")
      .attr("x1", left)
      .attr("x2", width)
      .attr("y1", middle)
      .attr("y2", middle);
    for (const mark of placed.marks) drawMark(group, mark, top);
  }

  if (steps.length) y = drawSteps(svg, steps, x, { left, width, wide, y: bottom + 12, top: 30 });
  drawAxis(grid, x, { bottom: steps.length ? bottom + 12 : bottom, left });
  svg.attr("height", y + 4).attr("viewBox", `0 0 ${width} ${y + 4}`);

  drawing.replaceChildren(svg.node());
  rove(drawing, "a.mark-link");
}

function axis(lanes, steps, from, to) {
  const days = lanes.flatMap(({ marks }) => marks.flatMap(({ earliest, latest }) => [on(earliest), on(latest)]));
  const bounded = [...days, ...steps.map((step) => on(step.on))].filter(Boolean).map(Number);
  const [first, last] = bounded.length ? [Math.min(...bounded), Math.max(...bounded)] : [0, 0];
  // An open bar needs room to be seen to go on.
  const room = Math.max(2 * DAY, (last - first) * 0.08);
  return scaleUtc([new Date(first - room), new Date(last + room / 2)], [from, to]);
}

// Each mark with its bar, in rows in which nothing overlaps, from the line outwards.
function lay({ marks }, x, left, wide) {
  const rows = { AFFIRMS: [], NEUTRAL: [], DENIES: [] };
  const [start, end] = x.range();
  const placed = marks.map((mark) => {
    const at = mark.latest === null ? end + 6 : x(on(mark.latest));
    const from = mark.earliest === null ? left : x(on(mark.earliest));
    const taken = [Math.min(from, at - RADIUS) - 3, at + NUMBER + (mark.number > 99 ? 8 : 0)];
    const among = rows[mark.position];
    let row = among.findIndex((others) => others.every(([a, b]) => taken[1] < a || taken[0] > b));
    if (row < 0) row = among.push([]) - 1;
    among[row].push(taken);
    return { mark, at, from, row, openStart: mark.earliest === null, openEnd: mark.latest === null, start };
  });
  // A name to the left of the line needs the height of a row; one above the lane has it already.
  const above = Math.max(rows.AFFIRMS.length, wide ? 1 : 0) * ROW;
  const between = rows.NEUTRAL.length * ROW;
  const line = above + between / 2 + 2;
  const y = {
    AFFIRMS: (row) => above - (row + 0.5) * ROW,
    NEUTRAL: (row) => above + 2 + (row + 0.5) * ROW,
    DENIES: (row) => above + between + 4 + (row + 0.5) * ROW,
  };
  return {
    line,
    height: above + between + rows.DENIES.length * ROW + 4,
    marks: placed.map((each) => ({ ...each, y: y[each.mark.position](each.row) })),
  };
}

function drawMark(group, { mark, at, from, y, openStart, openEnd }, top) {
  const say = [
    `${mark.number}. ${mark.who}`,
    mark.aspects ? `${STANCE[mark.position]} ${mark.aspects}` : null,
    mark.firmness.toLowerCase(),
    mark.date + (mark.inferred ? " (inferred)" : ""),
    mark.proposition,
  ];
  const link = group
    .append("a")
    .attr("class", `mark-link ${mark.position.toLowerCase()}`)
    .attr("href", `#statement-${mark.slug}`)
    .attr("aria-label", say.filter(Boolean).join("; "))
    .attr("data-at", at)
    .attr("transform", `translate(0,${top + y})`);
  link.append("title").text(say.filter(Boolean).join("\n"));
  if (at - from > 1) {
    const kinds = ["span", openStart || openEnd ? "open" : "", mark.inferred ? "inferred" : ""];
    link
      .append("path")
      .attr("class", kinds.filter(Boolean).join(" "))
      .attr("d", `M${from},0H${at}`);
    if (openStart) link.append("path").attr("class", "arrow").attr("d", `M${from + 7},-4L${from + 1},0L${from + 7},4`);
  }
  link.append("rect").attr("class", "hit").attr("x", at - 11).attr("y", -11).attr("width", 11 + NUMBER).attr("height", ROW);
  const symbol = link.append("g").attr("class", "symbol").attr("transform", `translate(${at},0)`);
  symbol.append("circle").attr("class", "halo").attr("r", 10);
  drawSymbol(symbol, mark);
  if (openEnd) symbol.append("path").attr("class", "arrow").attr("d", "M9,-4L15,0L9,4");
  link.append("text").attr("x", at + (openEnd ? 17 : 10)).attr("y", 4).text(mark.number);
}

function drawSymbol(symbol, { position, firmness }) {
  const size = { CERTAIN: RADIUS, PROBABLE: 6, POSSIBLE: 4.2, UNCOMMITTED: 5.5 }[firmness];
  const shape = symbol.append("path").attr("class", firmness === "CERTAIN" ? "mark certain" : "mark hollow");
  if (position === "DENIES") shape.attr("d", square(size - 0.8));
  else if (position === "NEUTRAL") shape.attr("d", `M0,${-size}L${size},0L0,${size}L${-size},0Z`);
  else shape.attr("d", circle(size));
  if (firmness === "PROBABLE") {
    symbol
      .append("path")
      .attr("class", "core")
      .attr("d", position === "DENIES" ? square(2.2) : circle(2.6));
  }
}

const circle = (r) => `M${-r},0A${r},${r},0,1,1,${r},0A${r},${r},0,1,1,${-r},0Z`;
const square = (r) => `M${-r},${-r}H${r}V${r}H${-r}Z`;

// The status as a ribbon of steps; what each is called stands below it, in as many rows as it takes.
function drawSteps(svg, steps, x, { left, width, wide, y, top }) {
  const group = svg.append("g").attr("class", "steps").attr("aria-hidden", "true");
  const heading = wide ? y + 13 : y + 10;
  label(group, "Status", wide ? 0 : 2, heading, GUTTER);
  const band = wide ? y : y + 18;
  const height = 18;
  const hatch = group.append("defs").append("pattern").attr("id", "hatch").attr("class", "hatch");
  hatch.attr("width", 6).attr("height", 6).attr("patternUnits", "userSpaceOnUse").attr("patternTransform", "rotate(45)");
  hatch.append("path").attr("d", "M0,0V6");

  const all = [{ value: "UNREPORTED", label: "Unreported", disputed: false, from: left }];
  for (const step of steps) all.push({ ...step, from: x(on(step.on)) });
  const rows = [];
  let last = band + height;
  all.forEach((step, i) => {
    const to = i + 1 < all.length ? all[i + 1].from : width;
    const box = (name) =>
      group.append("rect").attr("class", name).attr("x", step.from).attr("y", band).attr("height", height).attr("width", to - step.from);
    box(`step step-${step.value.toLowerCase()}`);
    if (step.disputed) box("step-disputed");
    if (i > 0) group.append("path").attr("class", "since").attr("d", `M${step.from},${top}V${band + height}`);

    const text = group.append("g").attr("class", "step-name").append("text");
    text.append("tspan").attr("class", "value").text(step.label + (step.disputed ? ", disputed" : ""));
    if (i > 0) text.append("tspan").attr("class", "date").attr("dx", 6).text(dayName(step.on, all));
    const long = measure(text.text(), 600);
    // A name begins where its step does, or as far to the left of that as it must to be read.
    const begin = Math.max(left, Math.min(step.from, width - long - 2));
    let row = rows.findIndex((taken) => taken.every(([a, b]) => begin + long + 12 < a || begin > b + 12));
    if (row < 0) row = rows.push([]) - 1;
    rows[row].push([begin, begin + long]);
    const base = band + height + 18 + row * 18;
    text.attr("x", begin).attr("y", base);
    if (row > 0) {
      group.insert("path", ":first-child").attr("class", "leader").attr("d", `M${step.from},${band + height}V${base - 12}`);
    }
    last = Math.max(last, base + 6);
  });
  return last;
}

const dayName = (day, steps) => {
  const years = new Set(steps.filter((step) => step.on).map((step) => step.on.slice(0, 4)));
  return shortDay.format(on(day)) + (years.size > 1 ? ` ${day.slice(0, 4)}` : "");
};

function drawAxis(grid, x, { bottom, left }) {
  const [from, to] = x.range();
  const ticks = x.ticks(Math.max(2, Math.floor((to - from) / 110))).filter((tick) => tick % DAY === 0);
  const step = ticks.length > 1 ? (ticks[1] - ticks[0]) / DAY : 1;
  const name = step > 300 ? year : step > 20 ? month : shortDay;
  let shown = null;
  let free = 0;
  for (const tick of ticks) {
    const at = x(tick);
    grid.append("path").attr("d", `M${at},22V${bottom}`);
    let text = name.format(tick);
    if (name === shortDay && tick.getUTCFullYear() !== shown) text += ` ${tick.getUTCFullYear()}`;
    const half = measure(text) / 2;
    const middle = Math.max(half, at);
    if (middle - half < free) continue;
    shown = tick.getUTCFullYear();
    grid.append("text").attr("x", middle).attr("y", 14).attr("text-anchor", "middle").text(text);
    free = middle + half + 6;
  }
}

// A name on one line, or to the left of the lanes on two; what is longer than that ends in an ellipsis, and is whole
// in the table.
function label(group, text, x, y, room, lines = 1) {
  const rows = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${rows.at(-1)} ${word}`.trim();
    if (rows.at(-1) === "" || rows.length === lines || measure(longer, 600, 13) <= room) rows.splice(-1, 1, longer);
    else rows.push(word);
  }
  const node = group.append("text").attr("class", "lane-name").attr("y", y - (rows.length - 1) * 15);
  for (const [i, row] of rows.entries()) {
    let kept = row;
    while (kept.length > 4 && measure(kept === row ? row : `${kept}…`, 600, 13) > room) kept = kept.slice(0, -1).trimEnd();
    node
      .append("tspan")
      .attr("x", x)
      .attr("dy", i ? 15 : 0)
      .text(kept === row ? row : `${kept}…`);
  }
}
