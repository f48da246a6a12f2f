/** How several pictures of one size are laid out in rows. */

export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

export const ONE_CELL: Grid = { columns: 1, rows: 1 };

/** On a contact sheet; smaller pictures tell nothing any more. */
export const MOST_CELLS = 9;

/** The same for every width, so that no picture changes its place with the size of the view. */
export function gridOf(count: number): Grid {
  const columns = Math.max(1, Math.ceil(Math.sqrt(count)));
  return { columns, rows: Math.max(1, Math.ceil(count / columns)) };
}
