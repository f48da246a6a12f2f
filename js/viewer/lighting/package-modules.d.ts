/** The module that reads photographs of light: `vite.package-files.ts` puts it beside the bundle. */

declare module "package-module:./js/viewer/lighting/radiance-file.ts" {
  const load: () => Promise<typeof import("./radiance-file")>;
  export default load;
}
