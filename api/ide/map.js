// A map of spots on Natural Earth's outlines, in the Mercator projection. A position is a dot. What only stands for a
// district, a region or a country is a dashed ring, as large as such things commonly are: it has no exact bounds.

import { create } from "d3-selection";
import { clipPolygon } from "lineclip";
import { measure } from "./measure.js";
import { LEVELS, tile } from "./tiles.js";

// By precision: the ring's radius in kilometres, and the least that the map shows around it, in degrees.
const RING = { EXACT: 5, SETTLEMENT: 5, DISTRICT: 20, REGION: 80, COUNTRY: 350 };
const AROUND = { EXACT: 1.2, SETTLEMENT: 1.6, DISTRICT: 2, REGION: 3.2, COUNTRY: 6 };
const EARTH = 40_075; // kilometres around the equator
const LEAST = 14; // pixels; a smaller ring would look like a dot

const mercator = (latitude) => {
  const bounded = Math.max(-84, Math.min(84, latitude));
  return (Math.log(Math.tan(Math.PI / 4 + (bounded * Math.PI) / 360)) * 180) / Math.PI;
};
const latitudeOf = (y) => (Math.atan(Math.exp((y * Math.PI) / 180)) * 360) / Math.PI - 90;

export async function drawMap(drawing, { spots }, width, atlas) {
  const height = Math.round(Math.min(480, Math.max(260, width * 0.56)));
  const view = seen(spots, width, height);
  const svg = create("svg")
    .attr("width", width)
    .attr("height", height)
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("role", "img")
    .attr("aria-label", `Map of ${spots.flatMap(({ names }) => names).join(", ")}. The table below says the same.`);
  svg.append("rect").attr("class", "sea").attr("width", width).attr("height", height);
  const land = svg.append("g");
  const marks = svg.append("g");
  const taken = drawSpots(marks, spots, view);
  drawScale(svg, view);
  drawing.replaceChildren(svg.node());
  drawing.dataset.outlines = "loading";
  const files = await Promise.all(outlines(view, atlas).map((url) => fetch(url).then((answer) => answer.json())));
  drawLand(land, files, view, taken, new Set(spots.flatMap(({ names }) => names)));
  drawing.dataset.outlines = "drawn";
}

// The part of the world that is shown: a function from degrees to pixels, and its bounds. Longitudes go on beyond
// 180 where the spots lie around the antimeridian.
function seen(spots, width, height) {
  const turned = unrolled(spots.map(({ longitude }) => longitude));
  const boxes = spots.map(({ latitude, precision }, i) => {
    const around = AROUND[precision];
    return [turned[i] - around, mercator(latitude) - around, turned[i] + around, mercator(latitude) + around];
  });
  const [west, south, east, north] = [0, 1, 2, 3].map((side) =>
    (side < 2 ? Math.min : Math.max)(...boxes.map((box) => box[side])),
  );
  const scale = Math.min(width / (east - west), height / (north - south), Math.max(width, height) / 8);
  const [middle, centre] = [(west + east) / 2, (south + north) / 2];
  return {
    width,
    height,
    scale,
    turned,
    west: middle - width / scale / 2,
    east: middle + width / scale / 2,
    south: latitudeOf(centre - height / scale / 2),
    north: latitudeOf(centre + height / scale / 2),
    latitude: latitudeOf(centre),
    x: (longitude) => width / 2 + (longitude - middle) * scale,
    y: (latitude) => height / 2 - (mercator(latitude) - centre) * scale,
  };
}

// Longitudes turned so that the widest gap between neighbours is the one that the map does not show.
function unrolled(longitudes) {
  const sorted = [...longitudes].sort((a, b) => a - b);
  const gaps = sorted.map((each, i) => (i ? each - sorted[i - 1] : each - sorted.at(-1) + 360));
  const first = sorted[gaps.indexOf(Math.max(...gaps))];
  return longitudes.map((each) => (each < first ? each + 360 : each));
}

function outlines({ west, east, south, north }, atlas) {
  const level = LEVELS.find(({ widest }) => east - west <= widest);
  const { side } = level;
  const files = new Set();
  for (let x = Math.floor((west + 180) / side) * side - 180; x < east; x += side) {
    for (let y = Math.floor((south + 90) / side) * side - 90; y < Math.min(north, 90); y += side) {
      const turned = ((((x + 180) % 360) + 360) % 360) - 180;
      files.add(atlas.replace(/\.json$/, `-${tile(level, turned, Math.max(y, -90))}.json`));
    }
  }
  return [...files];
}

function drawLand(land, files, view, taken, named) {
  const turns = [-360, 0, 360];
  const path = (lines, close) =>
    turns
      .flatMap((turn) =>
        lines
          .filter((line) => touches(line, turn, view))
          .map((line) => `M${line.map(([x, y]) => `${view.x(x + turn).toFixed(1)},${view.y(y).toFixed(1)}`).join("L")}${close}`),
      )
      .join("");
  const rings = {};
  for (const file of files) {
    for (const [name, some] of Object.entries(file.countries)) (rings[name] ??= []).push(...some);
  }
  const filled = Object.values(rings).flat();
  land.append("path").attr("class", "land").attr("fill-rule", "evenodd").attr("d", path(filled, "Z"));
  land.append("path").attr("class", "coast").attr("d", path(files.flatMap(({ coasts }) => coasts), ""));
  land.append("path").attr("class", "border").attr("d", path(files.flatMap(({ borders }) => borders), ""));
  for (const [name, some] of Object.entries(rings)) {
    if (!named.has(name)) drawCountryName(land, name, some, view, taken);
  }
}

// Whether a line, turned by so many degrees, may be seen.
function touches(line, turn, { west, east, south, north }) {
  let [left, right, below, above] = [true, true, true, true];
  for (const [x, y] of line) {
    left &&= x + turn < west;
    right &&= x + turn > east;
    below &&= y < south;
    above &&= y > north;
  }
  return !(left || right || below || above);
}

// In the middle of the largest piece of the country that is seen, where it is large enough and nothing stands there.
function drawCountryName(land, name, rings, view, taken) {
  let best = null;
  for (const turn of [-360, 0, 360]) {
    for (const ring of rings) {
      const pixels = ring.map(([x, y]) => [view.x(x + turn), view.y(y)]);
      const piece = clipPolygon(pixels, [0, 0, view.width, view.height]);
      const found = piece.length > 3 && centroid(piece);
      if (found && (!best || found.area > best.area)) best = found;
    }
  }
  const long = name.length * 9.5;
  if (!best || best.area < long * 40) return;
  const x = Math.max(long / 2 + 6, Math.min(view.width - long / 2 - 6, best.x));
  const box = [x - long / 2, best.y - 16, x + long / 2, best.y + 8];
  const free = [0, 46, -46, 92, -92].find((shift) => {
    const [top, bottom] = [box[1] + shift, box[3] + shift];
    return top > 4 && bottom < view.height - 30 && taken.every((t) => box[2] < t[0] || box[0] > t[2] || bottom < t[1] || top > t[3]);
  });
  if (free === undefined) return;
  taken.push([box[0], box[1] + free, box[2], box[3] + free]);
  land.append("text").attr("class", "country").attr("x", x).attr("y", best.y + free).attr("text-anchor", "middle").text(name);
}

function centroid(ring) {
  let [area, x, y] = [0, 0, 0];
  ring.forEach(([x1, y1], i) => {
    const [x0, y0] = ring.at(i - 1);
    const cross = x0 * y1 - x1 * y0;
    area += cross / 2;
    x += ((x0 + x1) * cross) / 6;
    y += ((y0 + y1) * cross) / 6;
  });
  return area && { area: Math.abs(area), x: x / area, y: y / area };
}

// The spots with their names; the boxes that these take. A name goes where it hides no other: into its ring, to the
// right, to the left, above, below, or else further and further away, with a line to its spot.
function drawSpots(group, spots, view) {
  const taken = [[0, view.height - 32, 140, view.height]]; // the scale
  const placed = spots.map((spot, i) => {
    const [x, y] = [view.x(view.turned[i]), view.y(spot.latitude)];
    const radius = spot.position ? 5 : Math.max(LEAST, RING[spot.precision] * kilometre(view, spot.latitude));
    return { ...spot, x, y, radius };
  });
  placed.sort((a, b) => b.radius - a.radius);
  for (const { x, y, radius, position, precision } of placed) {
    group
      .append("circle")
      .attr("class", `spot ${position ? "position" : `area ${precision.toLowerCase()}`}`)
      .attr("cx", x)
      .attr("cy", y)
      .attr("r", radius);
    if (position) taken.push([x - radius, y - radius, x + radius, y + radius]);
  }
  for (const { x, y, radius, position, names } of placed.reverse()) {
    const listed = names.length > 4 ? [...names.slice(0, 3), `and ${names.length - 3} more`] : names;
    const long = Math.max(...listed.map((name) => measure(name, 600, 13)));
    const high = listed.length * 16;
    const far = [1, 2, 3, 4, 5, 6, 7, 8].map((step) => step * 18);
    const choices = [
      ...(position ? [] : [[x - long / 2, y - high / 2]]),
      [x + radius + 6, y - high / 2],
      [x - radius - 6 - long, y - high / 2],
      [x - long / 2, y - radius - high - 4],
      [x - long / 2, y + radius + 4],
      ...far.map((step) => [x + radius + 14, y - high / 2 + step]),
      ...far.map((step) => [x + radius + 14, y - high / 2 - step]),
      ...far.map((step) => [x - radius - 14 - long, y - high / 2 + step]),
    ];
    const within = ([left, top]) => left > 2 && left + long < view.width - 2 && top > 2 && top + high < view.height - 2;
    const free = ([left, top]) =>
      taken.every((t) => left + long < t[0] || left > t[2] || top + high < t[1] || top > t[3]);
    const chosen = choices.findIndex((choice) => within(choice) && free(choice));
    const [left, top] = choices[chosen] ?? [Math.max(2, Math.min(x - long / 2, view.width - long - 2)), y - high / 2];
    if (chosen > (position ? 3 : 2)) {
      group.append("path").attr("class", "pointer").attr("d", `M${x},${y}L${Math.max(left, Math.min(x, left + long))},${top + (top < y ? high : 0)}`);
    }
    const centred = chosen === 0 && !position;
    const text = group.append("text").attr("class", "place").attr("y", top - 3);
    if (centred) text.attr("text-anchor", "middle");
    listed.forEach((name) => text.append("tspan").attr("x", centred ? x : left).attr("dy", 16).text(name));
    taken.push([left, top, left + long, top + high]);
  }
  return taken;
}

// How many pixels a kilometre takes, which in this projection depends on the latitude.
const kilometre = ({ scale }, latitude) => (scale * 360) / EARTH / Math.cos((Math.min(84, Math.abs(latitude)) * Math.PI) / 180);

function drawScale(svg, view) {
  const one = kilometre(view, view.latitude);
  const length = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].findLast((each) => each * one < 120) ?? 1;
  const group = svg.append("g").attr("class", "scale").attr("transform", `translate(12,${view.height - 12})`);
  group.append("path").attr("d", `M0,-5V0H${length * one}V-5`);
  group.append("text").attr("x", 4).attr("y", -6).text(`${length} km`);
}
