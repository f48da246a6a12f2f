/** The addresses of files that `vite.package-files.ts` puts beside the module. */

declare module "package-file:*" {
  /** For `packageFile`. */
  const address: string;
  export default address;
}
