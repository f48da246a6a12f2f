export const clipboard = {
  copied: "Copied.",
  notCopied: "This page may not copy: press Ctrl+C, or ⌘C.",
};
