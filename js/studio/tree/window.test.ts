import { expect, test } from "vitest";
import { ROW_PIXELS, scrolledTo, windowOf } from "./window";

test("the rows in sight are drawn with a few around them, however many there are", () => {
  expect(windowOf(0, 300, 5000)).toEqual({ first: 0, last: 12 });
  expect(windowOf(100 * ROW_PIXELS, 300, 5000)).toEqual({ first: 94, last: 112 });
  expect(windowOf(5000 * ROW_PIXELS - 300, 300, 5000).last).toBe(5000);
  expect(windowOf(0, 300, 3)).toEqual({ first: 0, last: 3 });
  // Scrolled far, and then most were filtered out.
  expect(windowOf(90_000, 300, 3)).toEqual({ first: 3, last: 3 });
});

test("a row is scrolled into sight, and no further", () => {
  expect(scrolledTo(2, 0, 300)).toBe(0);
  expect(scrolledTo(10, 0, 300)).toBe(11 * ROW_PIXELS - 300);
  expect(scrolledTo(3, 1000, 300)).toBe(3 * ROW_PIXELS);
});
