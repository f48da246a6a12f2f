/** A module that is had when it is asked for: `vite.package-files.ts` puts it beside this one. */

declare module "package-module:./js/viewer/lighting/radiance-file.ts" {
  const load: () => Promise<typeof import("./radiance-file")>;
  export default load;
}
