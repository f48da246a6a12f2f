/** A request that the faulty server had. */
export interface Asked {
  path: string;
  cookies: boolean;
  /** The client hung up before the answer was whole. */
  aborted: boolean;
}

/** What the server was asked under this tag. */
export async function requests(tag: string): Promise<Asked[]> {
  return (await fetch(`/faults/log?tag=${tag}`)).json();
}

/** Let pieces go to whoever asks for the model in pieces under this tag; all ten of them, unless fewer. */
export async function send(tag: string, pieces = 10): Promise<void> {
  await fetch(`/faults/send?tag=${tag}&pieces=${pieces}`);
}

/** The origin that is not the page's. */
export async function elsewhere(): Promise<string> {
  return (await fetch("/faults/elsewhere")).text();
}
