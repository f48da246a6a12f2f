// Prints, as JSON, the texts for people that are literals in the given files: `[file, line, text]` each.

import { readFileSync } from "node:fs";
import { parseSync } from "vite";

/** Attributes and properties of components that a person reads or hears. */
const SPOKEN = new Set([
  "alt",
  "aria-description",
  "aria-label",
  "aria-roledescription",
  "aria-valuetext",
  "label",
  "placeholder",
  "title",
]);

/** Attributes whose words are for the browser. */
const UNSPOKEN = new Set(["class", "d", "style"]);

/** Of expressions, what their value can be. */
const PARTS = {
  BinaryExpression: ["left", "right"],
  ConditionalExpression: ["consequent", "alternate"],
  JSXExpressionContainer: ["expression"],
  LogicalExpression: ["right"],
  ParenthesizedExpression: ["expression"],
};

const LETTER = /\p{L}/u;
const WORDS = /\p{L}{2,}[,.:;…!?]?\s(.*\s)?\p{L}{2,}/u;

const found = [];
for (const file of process.argv.slice(2)) {
  const source = readFileSync(file, "utf8");
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const tell = ({ start }, text) => {
    const line = source.slice(0, start).split("\n").length;
    if (!found.some((each) => each[0] === file && each[1] === line && each[2] === text)) {
      found.push([file, line, text]);
    }
  };
  for (const node of program.body) visit(node, tell);
}
process.stdout.write(JSON.stringify(found));

function visit(node, tell) {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, tell);
    return;
  }
  if (!node?.type) return;
  if (/^(Import|ExportAll|TSLiteralType)/.test(node.type)) return;
  if (node.type === "JSXAttribute" && UNSPOKEN.has(node.name.name)) return;
  if (node.type === "JSXText" && LETTER.test(node.value)) tell(node, node.value.trim());
  if (node.type === "JSXAttribute" && SPOKEN.has(node.name.name)) speak(node.value, tell);
  if (node.type === "JSXElement" || node.type === "JSXFragment") {
    for (const child of node.children) {
      if (child.type === "JSXExpressionContainer") speak(child, tell);
    }
  }
  const text = textOf(node);
  if (text !== null && WORDS.test(text)) tell(node, text);
  for (const value of Object.values(node)) if (value && typeof value === "object") visit(value, tell);
}

/** Tells of the literals that an expression can come to. */
function speak(node, tell) {
  if (!node) return;
  const text = textOf(node);
  if (text !== null && LETTER.test(text)) tell(node, text);
  if (node.type === "BinaryExpression" && node.operator !== "+") return;
  for (const part of PARTS[node.type] ?? []) speak(node[part], tell);
  if (node.type === "LogicalExpression" && node.operator !== "&&") speak(node.left, tell);
}

/** What a literal says, with 0 for each value in it; null for everything else. */
function textOf(node) {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  if (node.type !== "TemplateLiteral") return null;
  return node.quasis.map(({ value }) => value.cooked).join("0");
}
