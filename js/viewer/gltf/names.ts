/** Names that a user chooses by: each there, short, and no two the same. */

const LONGEST = 80;

/** The names of a list; `kind` and a number stand for those that are missing or none. */
export function uniqueNames(given: unknown[], kind: string): string[] {
  const taken = new Set<string>();
  return given.map((each, index) => {
    const plain = typeof each === "string" ? each.trim().slice(0, LONGEST) : "";
    const base = plain || `${kind} ${index + 1}`;
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base} (${count})`;
    taken.add(name);
    return name;
  });
}
