/** What a store says of a session, in the shape of `product:<session>` and `product_status:<session>`. */

export interface Iteration {
  created_at: string;
  prompt: string;
  backend_label: string;
  trellis_output: { model_file: string };
}

export interface Product {
  iterations: Iteration[];
}

export interface Status {
  status: string;
  prompt: string;
  stage: string;
  error: { message: string } | null;
}

export const IDLE: Status = { status: "idle", prompt: "", stage: "", error: null };

export function isBusy({ status }: Status): boolean {
  return status === "queued" || status === "running";
}
