// Bundles the pages' scripts and styles into the folder named on the command line: assets/ (flat, every name carries
// the hash of its contents, so a browser may keep it for ever) and manifest.json (plain name -> asset).
// Scripts, styles, fonts and the base map lie beside copies of themselves in each coding that the server speaks.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip, zstdCompress } from "node:zlib";
import * as esbuild from "esbuild";
import { writeAtlas } from "./atlas.mjs";
import { LEVELS } from "./tiles.js";

const out = process.argv[2];
const assets = join(out, "assets");
await mkdir(assets, { recursive: true });

const common = {
  outdir: assets,
  bundle: true,
  minify: true,
  metafile: true,
  target: "es2022",
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "linked",
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
};

const results = await Promise.all([
  esbuild.build({
    ...common,
    entryPoints: ["ide.jsx", "docs.js", "pages.js"],
    format: "esm",
    splitting: true,
    jsx: "automatic",
    loader: { ".ttf": "file" },
  }),
  // Monaco starts its workers as classic scripts.
  esbuild.build({
    ...common,
    entryPoints: {
      "editor.worker": "monaco-editor/esm/vs/editor/editor.worker.js",
      "json.worker": "monaco-editor/esm/vs/language/json/json.worker.js",
      "graphql.worker": "monaco-graphql/esm/graphql.worker.js",
    },
    format: "iife",
  }),
]);

const manifest = {};
for (const [path, output] of results.flatMap(({ metafile }) => Object.entries(metafile.outputs))) {
  const isEntry = output.entryPoint && !basename(path).startsWith("chunk-");
  if (!isEntry) continue;
  const name = basename(output.entryPoint).replace(/\.jsx?$/, "");
  manifest[`${name}.js`] = basename(path);
  if (output.cssBundle) manifest[`${name}.css`] = basename(output.cssBundle);
}

// One hash for all of the base map, as its tiles are asked for by the name of the whole.
const sources = ["atlas.mjs", "tiles.js", "package-lock.json"].map((name) => readFile(name));
const hash = createHash("sha256").update(Buffer.concat(await Promise.all(sources)));
const atlas = `atlas-${hash.digest("hex").slice(0, 8)}`;
await writeAtlas(assets, atlas);
manifest["atlas.json"] = `${atlas}.json`;
await writeFile(join(assets, manifest["atlas.json"]), JSON.stringify(LEVELS));

const CODINGS = {
  gz: (content) => promisify(gzip)(content, { level: 9 }),
  br: (content) => promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  zst: (content) =>
    promisify(zstdCompress)(content, {
      params: { [constants.ZSTD_c_compressionLevel]: 16 },
      pledgedSrcSize: content.length,
    }),
};

async function writeCoded(name) {
  const content = await readFile(join(assets, name));
  const copies = Object.entries(CODINGS).map(async ([ending, compress]) =>
    writeFile(join(assets, `${name}.${ending}`), await compress(content)),
  );
  await Promise.all(copies);
}

await Promise.all((await readdir(assets)).filter((name) => /\.(js|css|json|ttf)$/.test(name)).map(writeCoded));

// Last, so that a manifest means a whole build.
await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
