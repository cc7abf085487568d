// Builds plworkbench/voila/front/ from src/: two scripts, a stylesheet, the licences, and what they were built from.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "..", "plworkbench", "voila", "front");

/**
 * anywidget ships its script for a module loader of another kind; its last line is put into ours. And it gives up on a
 * widget whose module has not come within 2 seconds, for good: on a slow computer the page would stay empty.
 */
const CHANGES = [
  [/\bdefine\(\["@jupyter-widgets\/base"\], (\w+)\);/, "export default $1;"],
  [/AbortSignal\.timeout\(2e3\)/, "AbortSignal.timeout(12e4)"],
];
const anywidget = {
  name: "anywidget",
  setup(bundler) {
    bundler.onLoad({ filter: /anywidget[\\/]dist[\\/]index\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf-8");
      for (const [found, instead] of CHANGES) {
        if (!found.test(contents)) throw new Error(`anywidget's script no longer holds ${found}`);
        contents = contents.replace(found, instead);
      }
      return { contents };
    });
  },
};

/** A fingerprint of our own sources and of the packages they are built with; tests/test_voila_front.py computes the same. */
async function digest() {
  const hash = createHash("sha256");
  for (const name of ["BSD-3-Clause.txt", "build.js", ...(await readdir(join(HERE, "src"))).map((file) => `src/${file}`)].sort()) {
    const text = (await readFile(join(HERE, name), "utf-8")).replaceAll("\r\n", "\n");
    hash.update(`${name}\n${text}\n`);
  }
  const { packages } = JSON.parse(await readFile(join(HERE, "package-lock.json"), "utf-8"));
  for (const path of Object.keys(packages).sort()) {
    const { dev, version, integrity } = packages[path];
    if (integrity && (!dev || path === "node_modules/esbuild")) hash.update(`${path} ${version} ${integrity}\n`);
  }
  return hash.digest("hex");
}

/** Every package of which something is in the result, with its licence. */
async function packagesIn(inputs) {
  const folders = new Set();
  for (const path of Object.keys(inputs)) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (found) folders.add(found[1]);
  }
  const packages = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(HERE, folder, "package.json"), "utf-8"));
    const files = (await readdir(join(HERE, folder))).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(join(HERE, folder, file), "utf-8")));
    packages.push({ name, version, license, text: texts.map((text) => text.trim()).join("\n\n") });
  }
  return packages;
}

/** One file of the result. */
const made = (entry, options = {}) =>
  build({
    absWorkingDir: HERE,
    entryPoints: [entry],
    outdir: OUT,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    alias: { "sanitize-html": "./src/no-markup.js" },
    plugins: [anywidget],
    ...options,
  });

const line = await made("src/line.js");
const front = await made("src/main.js");
const style = await made("src/front.css");
const packages = await packagesIn({ ...front.metafile.inputs, ...style.metafile.inputs });
const named = packages.map(({ name, version, license }) => `${name} ${version} (${license})`);
const banner = `/*! Built from frontend/ of PL Workbench; do not edit. It holds, see LICENSES.txt:\n${named.join(",\n")} */\n`;
const jupyters = (await readFile(join(HERE, "BSD-3-Clause.txt"), "utf-8")).trim();
const texts = packages.map(({ name, text }, index) => {
  if (!text && !/^@(jupyter-widgets|lumino)\//.test(name)) throw new Error(`${name} brings no text of its licence`);
  return `${named[index]}\n\n${text || jupyters}\n`; // Jupyter's packages name their licence without its text
});

await mkdir(OUT, { recursive: true });
await writeFile(join(OUT, "line.js"), line.outputFiles[0].text);
await writeFile(join(OUT, "front.js"), banner + front.outputFiles[0].text);
await writeFile(join(OUT, "front.css"), banner + style.outputFiles[0].text);
await writeFile(join(OUT, "LICENSES.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
await writeFile(join(OUT, "sources.sha256"), `${await digest()}\n`);
if (process.argv.includes("--sizes")) {
  const parts = Object.entries(Object.values(front.metafile.outputs)[0].inputs);
  const rows = parts.sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput).slice(0, 40);
  for (const [path, { bytesInOutput }] of rows) process.stdout.write(`${bytesInOutput} ${path}\n`);
}
