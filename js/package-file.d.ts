/** The addresses of files that `vite.package-files.ts` puts beside the module. */

declare module "package-file:*" {
  /** For `packageFile`. */
  const address: string;
  export default address;
}

declare module "package-module:./js/viewer/lighting/radiance-file.ts" {
  const load: () => Promise<typeof import("./viewer/lighting/radiance-file")>;
  export default load;
}
