import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, extname, resolve as resolvePath } from "node:path";
import { rolldown } from "rolldown";
import type { Plugin } from "vite";

const SCHEME = "package-file:";

const MODULE_SCHEME = "package-module:";

/** What is in the modules that lie beside the bundle: it has terms as well. */
export const modulesApart = new Set<string>();

/** Where three's loaders would have their decoders from, which a bundler copies into the bundle. */
const OWN_ADDRESS = /new URL\( '\.\.\/libs\/[^']*', import\.meta\.url \)\.toString\(\)/g;

/**
 * `import address from "package-file:some/file"`: a file that is had when it is needed, and not
 * before. `by digest`, as built for notebooks, it lies beside the module under the SHA-256 of its
 * bytes, which is its address. `beside`, as built for other pages, its address goes out from the
 * module's own. `served`, it is where the server of Vite has it.
 *
 * `import load from "package-module:./js/some/module.ts"`: a module of ours, by its path in the
 * repository, that is had in the same way when `load` is called; it brings along all that it imports.
 */
export function packageFiles(how: "by digest" | "beside" | "served"): Plugin {
  const { resolve } = createRequire(import.meta.url);
  return {
    name: "prodwidget-package-files",
    enforce: "pre",
    resolveId(source) {
      if (source.startsWith(MODULE_SCHEME)) return `\0${source}`;
      if (!source.startsWith(SCHEME)) return null;
      const path = resolve(source.slice(SCHEME.length));
      return how === "served" ? `${path}?url` : `\0${SCHEME}${path}`;
    },
    async load(id) {
      if (id.startsWith(`\0${MODULE_SCHEME}`)) {
        const path = resolvePath(id.slice(MODULE_SCHEME.length + 1));
        this.addWatchFile(path);
        if (how !== "by digest") return `export default () => import(${JSON.stringify(path)});`;
        const source = await bundled(path);
        const digest = createHash("sha256").update(source).digest("hex");
        this.emitFile({ type: "asset", fileName: `${digest}.module.js`, source });
        return `import { packageModule } from ${JSON.stringify(resolvePath("js/package-files.ts"))};
          export default () => packageModule("sha256:${digest}");`;
      }
      if (!id.startsWith(`\0${SCHEME}`)) return null;
      const path = id.slice(SCHEME.length + 1);
      const source = await readFile(path);
      if (how === "beside") {
        const file = this.emitFile({ type: "asset", name: basename(path), source });
        return `export default import.meta.ROLLUP_FILE_URL_${file}`;
      }
      const digest = createHash("sha256").update(source).digest("hex");
      this.emitFile({ type: "asset", fileName: `${digest}${extname(path)}`, source });
      return `export default "sha256:${digest}"`;
    },
    transform(code, id) {
      if (!/three[\\/]examples[\\/]jsm[\\/]loaders[\\/](DRACO|KTX2)Loader\.js/.test(id))
        return null;
      return code.replace(OWN_ADDRESS, '""');
    },
  };
}

/** As a script, so that it runs where a page's policy allows no modules from blobs, too. */
async function bundled(path: string): Promise<string> {
  // A part of three in a module of its own is no second three, of which it would warn.
  const define = {
    "window.__THREE__": `window.__THREE_IN_${basename(path, ".ts").replaceAll("-", "_")}__`,
  };
  const bundle = await rolldown({ input: path, transform: { define } });
  const { output } = await bundle.generate({
    format: "iife",
    name: "prodwidgetModule",
    minify: true,
    codeSplitting: false,
  });
  await bundle.close();
  for (const id of output[0].moduleIds) modulesApart.add(id);
  return output[0].code;
}
