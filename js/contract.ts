/**
 * The records that cross the seam between Python and the page, as JSON.
 *
 * The Python side is `prodwidget.records`; `tests/unit/test_contract.py` compares the two, so a field
 * that is renamed on one side alone fails there.
 */

/** What can make an iteration. */
export type Step = "create" | "edit" | "retexture" | "process" | "import";

/** What an edit must leave as it is. */
export type Keep = "shape" | "nothing";

/** What side of the product a picture shows. */
export type View = "" | "front" | "back" | "left" | "right" | "top";

/** What a session makes, and how a panel speaks of it. */
export interface Surface {
  /** Such as `product`. */
  name: string;
  /** What a person calls one. */
  thing: string;
  /** The beginnings of prompts that make one, and change one. */
  create: string;
  edit: string;
  /** Whole prompts that make one. */
  examples: string[];
  /** The roles of the files that are taken away beside the model. */
  files: string[];
}

/** A file of an iteration. */
export interface Artifact {
  role: string;
  /** `https://…`, or `blob+sha256:<digest>` for a file that the kernel holds. */
  url: string;
  /** Hexadecimal SHA-256 of the bytes. */
  sha256: string;
  /** Bytes. */
  size: number;
  media_type: string;
  /** What the user, or the provider that delivered it, calls the file. */
  name?: string;
  view?: View;
}

/** One successful step. */
export interface Iteration {
  /** ISO 8601, UTC, microseconds: the iteration's id. */
  created_at: string;
  parent: string | null;
  /** Its place in the order in which the session's iterations were made, from 1: it never changes. */
  number: number;
  kind: Step;
  prompt: string;
  keep?: Keep | null;
  /** The part of its parent that the step concerned, where it concerned one alone. */
  part?: string;
  /** Of a `process`: which, such as "simplify"; of an edit "restyle", where that is what it was. */
  operation?: string;
  /** What was set for the step, beyond what its backend takes by itself. */
  options?: Record<string, unknown>;
  backend: string;
  /** What the backend says of itself, such as "procedural, not AI". */
  backend_label: string;
  seed: number;
  duration_seconds: number;
  /** About what it cost when it was ordered, in US dollars; null where nobody says. */
  usd?: number | null;
  /** What the provider billed, in US dollars; null where it does not say. */
  billed_usd?: number | null;
  /** The provider's own names for its requests, for its support. */
  request_ids?: string[];
  /** Sentences for the user, such as the words a backend did not understand. */
  notes: string[];
  artifacts: Artifact[];
  /** Dropped by a rewind; its metadata is kept and it can be restored. */
  discarded: boolean;
  /** Whether it has a recipe, from which the procedural generator builds it. */
  parametric?: boolean;
}

/** What a person says of an iteration, which itself never changes. */
export interface Mark {
  /** Empty where it has none. */
  name: string;
  starred: boolean;
}

/** As much of an iteration as a list of thousands shows. */
export interface Version {
  created_at: string;
  parent: string | null;
  number: number;
  kind: Step;
  prompt: string;
  keep: Keep | null;
  /** How many pictures of the user's it was made of. */
  pictures: number;
  backend_label: string;
  discarded: boolean;
  model: Pick<Artifact, "url" | "sha256" | "size">;
}

/** The part of a session that a panel shows. */
export interface SessionState {
  session: string;
  /** The iteration the session stands on; empty before the first create. */
  head: string;
  /** Length of the active line, root to head. */
  iteration_count: number;
  /** The newest part of the active line, oldest first, so that the last one is the head. */
  iterations: Iteration[];
  /** The newest iterations that are not on the active line (discarded, or other branches), newest first. */
  off_line: Iteration[];
  off_line_count: number;
  /** By id, for iterations that have a name or a star, whether the state carries them or not. */
  marks: Record<string, Mark>;
}

export type StatusPhase =
  | "idle"
  | "queued"
  | "running"
  /** The user is to choose among the previews. */
  | "review"
  | "complete"
  | "error"
  | "cancelled"
  /** Given up here while the provider may still work on it. */
  | "left_running";

/** A failure, told to a user. */
export interface StatusError {
  code: string;
  /** What happened and why. */
  message: string;
  /** What to do next. */
  hint: string;
  retryable: boolean;
  provider: string;
  /** The provider's own name for the request, for its support. */
  request_id: string;
}

/** What is running now, or how the last run ended. */
export interface Status {
  status: StatusPhase;
  job: string | null;
  kind: Step | null;
  prompt: string;
  /** A phrase such as "shaping the body". */
  stage: string;
  /** The provider's newest words, such as a line of its log. */
  detail: string;
  queue_position: number | null;
  /** ISO 8601, UTC; null while idle. */
  started_at: string | null;
  updated_at: string | null;
  elapsed_seconds: number;
  /** What the job made, once it is complete. */
  iteration: string | null;
  /** Sentences about what it made. */
  notes: string[];
  error: StatusError | null;
  /** The job can be gone on with: what it paid for is kept. */
  recoverable: boolean;
  /** Images on the way to the model. */
  previews: Artifact[];
}

/** What a session costs, in US dollars; estimates all. */
export interface Money {
  spent: number;
  next_create: number;
  next_edit: number;
  /** What it may spend in all. */
  cap: number | null;
}

/** What an edit would be, before it is sent. */
export interface Proposal {
  step: Step;
  /** Null where the backend does not paint: an edit is then an edit. */
  keep: Keep | null;
  /** About what it costs; null where that is nothing. */
  usd: number | null;
}

/** A picture of the user's that the kernel has, put right; its size in pixels. */
export interface KeptPicture {
  sha256: string;
  width: number;
  height: number;
}

export type OptionValue = string | number | boolean;

/** What can be set for a step. */
export interface Option {
  name: string;
  label: string;
  kind: "number" | "choice" | "flag" | "text";
  /** Null where it is the provider's own affair, or has to be given. */
  default: OptionValue | null;
  low: number | null;
  high: number | null;
  whole: boolean;
  choices: OptionValue[];
}

/** What a backend lets one set for each of its steps. */
export type OptionsByStep = Partial<Record<Step, Option[]>>;

/** A step that is no prompt. */
export interface Operation {
  name: string;
  label: string;
  options: Option[];
}

/** How a part can be finished. */
export interface Finish {
  name: string;
  label: string;
  /** As glTF's `roughnessFactor`. */
  roughness: number;
  /** As glTF's `metallicFactor`; null where the material keeps its own. */
  metallic: number | null;
  /** It is of marks on the surface: only products of the procedural generator can be given it. */
  needs_recipe: boolean;
}

/** Whether changes arrive. */
export type Connection = "live" | "reconnecting";

/** Where one model can be had from. */
export interface ModelSource {
  /** The iteration id, or any string that is stable for these bytes: the cache key is made from it. */
  id: string;
  /** `https://…`, `http://…`, `data:…`, or `blob+sha256:<digest>`. */
  url: string;
  /** Bytes, where known: a cached entry of another length is dropped. */
  size?: number;
  /** Hexadecimal SHA-256, where known: the kernel's copy can be asked for by it. */
  sha256?: string;
  /** What a person would call it, such as its prompt: a download is named after it. */
  name?: string;
}

export interface CameraState {
  position: [number, number, number];
  target: [number, number, number];
}

export type Lighting = "studio" | "softbox" | "daylight" | "dramatic";

/** An animation that the file of the model on screen has. */
export interface FileAnimation {
  name: string;
  /** Seconds. */
  duration: number;
}

/** What a product stands on. */
export type GroundStyle = "shadow" | "grid" | "none";

/** What lengths are told in. */
export type Units = "mm" | "in";

/** A photograph of the light around a product, equirectangular: a .hdr or .exr that the kernel has. */
export interface Environment {
  /** Hexadecimal SHA-256. */
  sha256: string;
  /** Bytes. */
  size: number;
  /** What its file is called. */
  name: string;
}

/** How a session's products are looked at; kept with the session. */
export interface Look {
  lighting: Lighting;
  /** In steps that double the light, -3 to 3. */
  exposure: number;
  /** `auto`, or a CSS colour. */
  background: string;
  ground: GroundStyle;
  /** Degrees from the lower edge of the view to the upper one. */
  field_of_view: number;
  /** In place of the lighting. */
  environment: Environment | null;
  /** Degrees about the upright axis, for whatever light there is. */
  environment_rotation: number;
  units: Units;
}
