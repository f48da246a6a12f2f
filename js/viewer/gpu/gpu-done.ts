/** When the next piece of a long work may begin, so that the page keeps its frames in between. */

const POLL_MILLISECONDS = 2;

/**
 * Until the GPU has done what it was given so far, which it does beside the page's own thread. The
 * page's frames go through the same queue, so that they wait for one piece of work at most.
 */
export async function gpuDone(gl: WebGL2RenderingContext): Promise<void> {
  const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  // No fence, and no end of one, is to be had from a context that is lost.
  while (sync && !gl.isContextLost()) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    if (gl.getSyncParameter(sync, gl.SYNC_STATUS) === gl.SIGNALED) break;
  }
  gl.deleteSync(sync);
}
