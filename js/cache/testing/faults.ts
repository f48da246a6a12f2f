/**
 * A server of model bytes that fails in chosen ways, for the tests.
 *
 * The same paths are served from the page's own origin and from another one: the first to see whether
 * cookies are sent, the second to see what CORS does.
 *
 *   /faults/model      the bytes
 *   /faults/pieces     the bytes in ten pieces, each once it was asked for by /faults/send
 *   /faults/truncated  half of the announced bytes, then the connection breaks
 *   /faults/short      half of the bytes, announced as such
 *   /faults/html       a page to sign in, with status 200
 *   /faults/404        status 404
 *   /faults/nocors     the bytes, without CORS headers
 *   /faults/send       lets `pieces` more pieces go to who asks or asked under `tag`
 *   /faults/log        what was asked under `tag`, as JSON
 *   /faults/elsewhere  the other origin, as text
 *
 * Parameters: `tag` names a test's requests in the log, `bytes` is the length of the model.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Plugin } from "vite";
import type { Asked } from "./asked.ts";
import { modelBytes } from "./model-bytes.ts";

const PIECES = 10;

const log = new Map<string, Asked[]>();
/** How many pieces may go under each tag, and who waits for more. */
const allowed = new Map<string, number>();
const waiting = new Set<() => void>();

export function faults(): Plugin {
  return {
    name: "faults",
    async configureServer({ middlewares, httpServer }) {
      const elsewhere = createServer((request, response) => answer(request, response, ""));
      await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
      elsewhere.unref();
      httpServer?.on("close", () => elsewhere.close());
      const origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;

      middlewares.use((request, response, next) => {
        if (request.url?.startsWith("/faults/")) answer(request, response, origin);
        else next();
      });
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  elsewhere: string,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const tag = url.searchParams.get("tag") ?? "";
  const fault = url.pathname.split("/").at(-1) ?? "";
  if (fault === "log") return end(response, JSON.stringify(log.get(tag) ?? []));
  if (fault === "elsewhere") return end(response, elsewhere);
  if (fault === "send") {
    allowed.set(tag, (allowed.get(tag) ?? 0) + Number(url.searchParams.get("pieces")));
    for (const look of waiting) look();
    return end(response, "");
  }

  const asked: Asked = { path: fault, cookies: "cookie" in request.headers, aborted: false };
  log.set(tag, [...(log.get(tag) ?? []), asked]);
  response.on("close", () => {
    asked.aborted = !response.writableFinished;
  });

  if (fault !== "nocors") response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Content-Type", "model/gltf-binary");
  const bytes = modelBytes(Number(url.searchParams.get("bytes") ?? 1000));
  const half = bytes.subarray(0, bytes.length / 2);
  switch (fault) {
    case "404":
      response.statusCode = 404;
      return end(response, "gone");
    case "html":
      response.setHeader("Content-Type", "text/html");
      return end(response, "<h1>Sign in</h1>");
    case "short":
      return end(response, half);
    case "truncated":
      response.setHeader("Content-Length", bytes.length);
      response.write(half, () => response.destroy());
      return;
    case "pieces":
      response.setHeader("Content-Length", bytes.length);
      response.flushHeaders();
      for (let piece = 0; piece < PIECES; piece += 1) {
        await allows(tag, piece, response);
        if (response.destroyed) return;
        const from = Math.round((piece * bytes.length) / PIECES);
        const to = Math.round(((piece + 1) * bytes.length) / PIECES);
        response.write(bytes.subarray(from, to));
      }
      response.end();
      return;
    default:
      return end(response, bytes);
  }
}

/** Until a piece may go, or nobody waits for it any more. */
function allows(tag: string, piece: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (piece >= (allowed.get(tag) ?? 0) && !response.destroyed) return;
      waiting.delete(look);
      response.off("close", look);
      resolve();
    };
    waiting.add(look);
    response.on("close", look);
    look();
  });
}

function end(response: ServerResponse, body: string | Uint8Array): void {
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.end(body);
}
