// The scripts of the parts without a browser: joined as the kernel sends them, one module without an address.
import { readFileSync } from "node:fs";

const STATIC = new URL("../../plworkbench/widgets/static/", import.meta.url);

/**
 * What these scripts export, taken together.
 * @param {...string} names helpers first
 * @returns {Promise<any>}
 */
export function load(...names) {
  const texts = names.map((name) => readFileSync(new URL(name, STATIC), "utf8").replace(/^import [^;]*? from "\.\/[^"]+";\n/gm, ""));
  return import(`data:text/javascript,${encodeURIComponent(texts.join("\n"))}`);
}
