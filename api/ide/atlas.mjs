// The base map: Natural Earth's countries at three scales, cut into tiles, so that a page loads what it shows and no
// more. A tile holds
//   countries: {name: [ring, …]}, to be filled (a hole is a ring, too), and
//   borders, coasts: [line, …], to be stroked, for the edges of a filled tile are no coast.
// All coordinates are longitude and latitude in degrees.

import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { clipPolygon, clipPolyline } from "lineclip";
import { feature, mesh } from "topojson-client";
import { LEVELS, tile } from "./tiles.js";

const require = createRequire(import.meta.url);

// Writes PREFIX-SCALE-WEST-SOUTH.json for each tile, whether there is land in it or not.
export async function writeAtlas(folder, prefix) {
  for (const level of LEVELS) {
    const atlas = await read(level);
    for (let west = -180; west < 180; west += level.side) {
      for (let south = -90; south < 90; south += level.side) {
        const content = JSON.stringify(cut(atlas, [west, south, west + level.side, south + level.side]));
        await writeFile(join(folder, `${prefix}-${tile(level, west, south)}.json`), content);
      }
    }
  }
}

async function read({ scale, decimals }) {
  const atlas = JSON.parse(await readFile(require.resolve(`world-atlas/countries-${scale}.json`), "utf8"));
  const unit = 10 ** decimals;
  const shape = (points) => {
    const rounded = points.map((point) => point.map((degrees) => Math.round(degrees * unit) / unit));
    const line = rounded.filter(([x, y], i) => i === 0 || x !== rounded[i - 1][0] || y !== rounded[i - 1][1]);
    return { line, bounds: bounds(line) };
  };
  const { countries } = atlas.objects;
  const rings = ({ type, coordinates }) => (type === "Polygon" ? coordinates : coordinates.flat());
  return {
    countries: feature(atlas, countries).features.map(({ properties, geometry }) => [
      properties.name,
      rings(geometry).map(shape),
    ]),
    borders: mesh(atlas, countries, (a, b) => a !== b).coordinates.map(shape),
    coasts: mesh(atlas, countries, (a, b) => a === b).coordinates.map(shape),
  };
}

function bounds(line) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of line) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

function cut({ countries, borders, coasts }, box) {
  const near = ({ bounds: [west, south, east, north] }) =>
    west <= box[2] && east >= box[0] && south <= box[3] && north >= box[1];
  const polygons = (shapes) =>
    shapes
      .filter(near)
      .map(({ line }) => clipPolygon(line, box))
      .filter((ring) => ring.length > 3);
  const lines = (shapes) =>
    shapes
      .filter(near)
      .flatMap(({ line }) => clipPolyline(line, box))
      .filter((line) => line.length > 1);
  const inside = countries.map(([name, shapes]) => [name, polygons(shapes)]).filter(([, rings]) => rings.length);
  return { countries: Object.fromEntries(inside), borders: lines(borders), coasts: lines(coasts) };
}
