/** A session in which nothing was made yet, and nothing runs. */

import type { SessionState, Status } from "../contract";

export const EMPTY: SessionState = {
  session: "demo",
  head: "",
  iteration_count: 0,
  iterations: [],
  off_line: [],
  off_line_count: 0,
  marks: {},
};

export const IDLE: Status = {
  status: "idle",
  job: null,
  kind: null,
  prompt: "",
  stage: "",
  queue_position: null,
  started_at: null,
  updated_at: null,
  elapsed_seconds: 0,
  detail: "",
  iteration: null,
  notes: [],
  error: null,
  recoverable: false,
  previews: [],
};
