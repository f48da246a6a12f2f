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

/** The origin that is not the page's. */
export async function elsewhere(): Promise<string> {
  return (await fetch("/faults/elsewhere")).text();
}
