/** The addresses of files that `vite.package-files.ts` puts beside the module. */

declare module "package-file:*" {
  /** For `packageFile`. */
  const address: string;
  export default address;
}

declare module "package-module:./js/viewer/export/formats/formats.ts" {
  const load: () => Promise<typeof import("./viewer/export/formats/formats")>;
  export default load;
}

declare module "package-module:./js/viewer/film/encoders/encoders.ts" {
  const load: () => Promise<typeof import("./viewer/film/encoders/encoders")>;
  export default load;
}
