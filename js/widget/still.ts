/**
 * Behind each widget the kernel puts a picture that stands for it where it cannot run
 * (`src/prodwidget/widgets/stills.py`). Where it runs, that output is hidden.
 */

const OUTPUTS = [".jp-OutputArea-child", ".output_container", ".output_area"];

const CSS = OUTPUTS.map(
  (each) =>
    `${each}:has(.prodwidget) + ${each}:has(.prodwidget-still) { display: none !important; }`,
).join("\n");

let sheet: HTMLStyleElement | null = null;

export function hideStills(): void {
  if (sheet) return;
  sheet = document.createElement("style");
  sheet.textContent = CSS;
  document.head.append(sheet);
}
