/** The page's one drawing context, and whether there is a GPU behind it. */

import { viewTexts } from "../texts";

export interface DrawingContext {
  readonly canvas: OffscreenCanvas;
  readonly gl: WebGL2RenderingContext;
  /** Pixels are drawn by the processor, which pays for each sample of them. */
  readonly software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|softpipe|basic render|software/i;

const ATTRIBUTES: WebGLContextAttributes = {
  alpha: true,
  stencil: false,
  powerPreference: "high-performance",
};

/**
 * Samples of a pixel take a processor three quarters of a frame, so that it is given none: views are
 * smoothed by drawing them larger, once they are at rest (`SharedRenderer.drawSmoothly`).
 *
 * @throws Error with a sentence for the user.
 */
export function openContext(): DrawingContext {
  const first = open(true);
  if (!SOFTWARE.test(rendererName(first.gl))) return { ...first, software: false };
  // Whether there are samples is settled with the context.
  first.gl.getExtension("WEBGL_lose_context")?.loseContext();
  return { ...open(false), software: true };
}

/** What draws, in the browser's own words. */
export function rendererName(gl: WebGL2RenderingContext): string {
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  return String(gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
}

function open(antialias: boolean): { canvas: OffscreenCanvas; gl: WebGL2RenderingContext } {
  const canvas = new OffscreenCanvas(1, 1);
  const gl = canvas.getContext("webgl2", { ...ATTRIBUTES, antialias });
  if (!gl) throw new Error(viewTexts.noWebgl);
  return { canvas, gl };
}
