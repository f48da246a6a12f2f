/** What a session shows, as signals that nobody else hears of. */

import { type Signal, signal } from "@preact/signals";
import type {
  CameraState,
  Connection,
  Finish,
  Money,
  Operation,
  OptionsByStep,
  SessionState,
  Status,
} from "../contract";
import { PlainLook } from "../studio/look/look-signals";
import { EMPTY, IDLE } from "./nothing";
import { FINISHES, OPERATIONS, OPTIONS } from "./offers";

export const LABEL = "demo, no kernel";

export class DemoSignals extends PlainLook {
  readonly state: Signal<SessionState> = signal(EMPTY);
  readonly status: Signal<Status> = signal(IDLE);
  readonly viewing = signal("");
  readonly camera = signal<CameraState | null>(null);
  readonly height = signal<number | "auto">("auto");
  readonly memoryBudget = signal(256);
  readonly connected = signal(true);
  readonly connection = signal<Connection>("live");
  readonly money = signal<Money | null>(null);
  readonly label = signal(LABEL);
  readonly operations = signal<Operation[]>(OPERATIONS);
  readonly options = signal<OptionsByStep>(OPTIONS);
  readonly finishes = signal<Finish[]>(FINISHES);
  readonly parts = signal<string[]>([]);
  readonly selected = signal("");
  readonly hidden = signal<string[]>([]);
  readonly solo = signal("");
}
