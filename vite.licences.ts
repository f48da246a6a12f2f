import { readdir, readFile } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { Plugin } from "vite";
import { modulesApart } from "./vite.package-files.ts";

const FILE = "LICENSES.txt";

/** Legal comments are no part of a minified file: their texts lie beside it. */
export const BANNER = `/*! prodwidget, MIT. What else is in here, and on which terms: ${FILE} */`;

/** What a bundler adds of its own: the package that it comes from. */
const RUNTIMES = /^\0(vite|rolldown)[/:]/;

interface Terms {
  name: string;
  /** The licence and the notices, as their owners wrote them. */
  text: string;
}

/** What three carries of others', by the beginning of its path there; no licence of theirs lies beside. */
const CARRIED: Record<string, { name: string; texts: string[]; package?: string }[]> = {
  "examples/jsm/libs/draco/": [{ name: "Draco", texts: ["draco", "apache-2.0"] }],
  "examples/jsm/libs/basis/": [
    { name: "Basis Universal", texts: ["basis-universal", "apache-2.0"] },
    { name: "Zstandard", texts: ["zstandard"] },
  ],
  "examples/jsm/libs/zstddec.": [
    { name: "zstddec", texts: ["zstddec"] },
    { name: "Zstandard", texts: ["zstandard"] },
  ],
  "examples/jsm/libs/meshopt_decoder.": [
    { name: "meshoptimizer", texts: [], package: "meshoptimizer" },
  ],
  "examples/jsm/libs/fflate.": [{ name: "fflate", texts: [], package: "fflate" }],
  "examples/jsm/libs/ktx-parse.": [{ name: "ktx-parse", texts: [], package: "ktx-parse" }],
};

/**
 * Writes `LICENSES.txt` beside the bundle: the terms of all that is in it. A package whose terms are
 * not known fails the build.
 */
export function licences(): Plugin {
  return {
    name: "prodwidget-licences",
    async generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
      const found = new Map([["prodwidget", await readFile(resolve("LICENSE"), "utf-8")]]);
      const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
      for (const id of [...modules, ...modulesApart]) {
        for (const { name, text } of await termsOf(id)) found.set(name, text);
      }
      this.emitFile({ type: "asset", fileName: FILE, source: written(found) });
    },
  };
}

/** Fails the build of a file that carries no licences where it carries anything of others'. */
export function ownAlone(): Plugin {
  return {
    name: "prodwidget-own-alone",
    generateBundle(_, bundle) {
      for (const each of Object.values(bundle)) {
        const foreign = each.type === "chunk" && each.moduleIds.find((id) => !isOwn(id));
        if (foreign) this.error(`${each.fileName} is to carry no package, and carries ${foreign}.`);
      }
    },
  };
}

function written(found: Map<string, string>): string {
  const names = [...found.keys()].sort((one, other) => one.localeCompare(other, "en"));
  // Terms that several have are written once, for all of them.
  const texts = new Map<string, string[]>();
  for (const name of names) {
    const text = found.get(name) ?? "";
    texts.set(text, [...(texts.get(text) ?? []), name]);
  }
  const parts = Array.from(texts, ([text, of]) => `${"-".repeat(80)}\n${of.join(", ")}\n\n${text}`);
  return `What the front end is made of, and on which terms.\n\n${parts.join("\n")}`;
}

async function termsOf(id: string): Promise<Terms[]> {
  if (isOwn(id)) return [];
  const runtime = RUNTIMES.exec(id)?.[1];
  if (runtime) return [await ofPackage(resolve("node_modules", runtime))];
  const path = pathOf(id);
  const root = packageOf(path);
  if (!root) throw new Error(`Nobody knows what ${id} is, nor on which terms it may be carried.`);
  const inside = path.slice(root.length + 1).replaceAll(sep, "/");
  if (!root.endsWith(`${sep}three`) || !inside.startsWith("examples/jsm/libs/"))
    return [await ofPackage(root)];
  const carried = Object.entries(CARRIED).find(([place]) => inside.startsWith(place))?.[1];
  if (!carried) throw new Error(`The terms of ${inside}, which three carries, are not known.`);
  return Promise.all(
    carried.map(async ({ name, texts, package: from }) => {
      if (from) return ofPackage(resolve("node_modules", from));
      const files = texts.map((text) => readFile(resolve(`js/licences/${text}.txt`), "utf-8"));
      return { name, text: (await Promise.all(files)).join("\n") };
    }),
  );
}

async function ofPackage(root: string): Promise<Terms> {
  const { name, version } = JSON.parse(await readFile(join(root, "package.json"), "utf-8"));
  const files = (await readdir(root)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  if (!files.some((file) => !/^notice/i.test(file)))
    throw new Error(`${name} is in the bundle, and has no file with its licence.`);
  const texts = files.sort().map((file) => readFile(join(root, file), "utf-8"));
  return { name: `${name} ${version}`, text: (await Promise.all(texts)).join("\n") };
}

/** The folder of the package that a file is in. */
function packageOf(path: string): string | undefined {
  const [, root] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(path) ?? [];
  return root;
}

/** The file that a module was made of: those of `package-file:` have a scheme before it. */
function pathOf(id: string): string {
  return id.replace(/^\0package-file:/, "").replace(/\?.*$/, "");
}

/** Whether it is a file of this project. */
function isOwn(id: string): boolean {
  // What brings a module of ours that lies beside the bundle; what is in that is in `modulesApart`.
  if (id.startsWith("\0package-module:")) return true;
  return !id.startsWith("\0") && !packageOf(id);
}
