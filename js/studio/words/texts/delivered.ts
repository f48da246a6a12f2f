/** What came with a version besides its model. */

export const delivered = {
  label: "Came with it:",
  /** A file that came without a name. */
  unnamed: (end: string) => `file.${end}`,
  download: (file: string) => `Download ${file}`,
};
