/** The panel's icons: 16 units square, drawn with the text's colour. */

const PATHS = {
  frame:
    "M2 5.5V3.2A1.2 1.2 0 0 1 3.2 2h2.3M10.5 2h2.3A1.2 1.2 0 0 1 14 3.2v2.3M14 10.5v2.3a1.2 1.2 0 0 1-1.2 1.2h-2.3M5.5 14H3.2A1.2 1.2 0 0 1 2 12.8v-2.3M6 8h4M8 6v4",
  wireframe: "M8 1.8 13.6 5v6L8 14.2 2.4 11V5zM8 8l5.6-3M8 8v6.2M8 8 2.4 5",
  download: "M8 2.4v7.4M4.6 6.6 8 10l3.4-3.4M2.6 13.4h10.8",
  send: "M8 13V3.4M3.8 7.4 8 3.2l4.2 4.2",
  stop: "M4.5 4.5h7v7h-7z",
  undo: "M5.6 3 2.8 5.8l2.8 2.8M3 5.8h6.2a3.6 3.6 0 0 1 0 7.2H6",
  redo: "M10.4 3l2.8 2.8-2.8 2.8M13 5.8H6.8a3.6 3.6 0 0 0 0 7.2H10",
  close: "M4 4l8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  picture:
    "M3.2 2.4h9.6a1.2 1.2 0 0 1 1.2 1.2v8.8a1.2 1.2 0 0 1-1.2 1.2H3.2A1.2 1.2 0 0 1 2 12.4V3.6a1.2 1.2 0 0 1 1.2-1.2zM2.2 11.4 5.6 8l2.6 2.6 2-2 3.6 3.4M10.6 5.6v.1",
  settings: "M2 4.8h6.6M12.4 4.8H14M2 11.2h1.6M7.4 11.2H14M10.5 2.9v3.8M5.5 9.3v3.8",
  steps:
    "M3 8a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0zM7.5 8a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0zM12 8a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0z",
  info: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM8 7.4v3.8M8 4.8v.4",
  ruler: "M1.8 10.9 10.9 1.8l3.3 3.3-9.1 9.1zM4.3 8.4l1.5 1.5M6.6 6.1l1.5 1.5M8.9 3.8l1.5 1.5",
  light:
    "M8 3.6a3.4 3.4 0 0 1 2 6.1c-.5.4-.7.8-.7 1.4H6.7c0-.6-.2-1-.7-1.4a3.4 3.4 0 0 1 2-6.1zM6.7 13.2h2.6M8 1v.6M2.6 7H2M14 7h-.6",
  compare:
    "M8 1.6v12.8M6 3.4H3.2A1.2 1.2 0 0 0 2 4.6v6.8a1.2 1.2 0 0 0 1.2 1.2H6M10 3.4h2.8A1.2 1.2 0 0 1 14 4.6v6.8a1.2 1.2 0 0 1-1.2 1.2H10",
  swap: "M4.4 3 2 5.4l2.4 2.4M2 5.4h9M11.6 8.2 14 10.6 11.6 13M14 10.6H5",
  wipe: "M5.4 5 2.4 8l3 3M10.6 5l3 3-3 3",
  play: "M5 3.2v9.6L12.6 8z",
  pause: "M5.6 3.4v9.2M10.4 3.4v9.2",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
