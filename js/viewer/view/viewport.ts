/** A view's place on the page: its size in the screen's own pixels, and whether it can be seen. */

export interface ViewportEvents {
  /** It has another size, and is not empty. */
  onResize(aspect: number): void;
  /** It came into sight, or went out of it. */
  onSight(): void;
}

export class Viewport {
  readonly #element: HTMLElement;
  readonly #events: ViewportEvents;
  readonly #resize: ResizeObserver;
  readonly #intersection: IntersectionObserver;
  readonly #cleanUp = new AbortController();
  #width = 0;
  #height = 0;
  #onScreen = true;

  constructor(element: HTMLElement, events: ViewportEvents) {
    this.#element = element;
    this.#events = events;
    this.#resize = new ResizeObserver((entries) => this.#measure(entries));
    this.#resize.observe(element);
    this.#watchDensity();
    this.#intersection = new IntersectionObserver((entries) => {
      this.#onScreen = entries.at(-1)?.isIntersecting ?? true;
      this.#events.onSight();
    });
    this.#intersection.observe(element);
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  get empty(): boolean {
    return this.#width === 0 || this.#height === 0;
  }

  get onScreen(): boolean {
    return this.#onScreen;
  }

  dispose(): void {
    this.#cleanUp.abort();
    this.#resize.disconnect();
    this.#intersection.disconnect();
  }

  #measure(entries: ResizeObserverEntry[]): void {
    const entry = entries.at(-1);
    if (!entry) return;
    const exact = entry.devicePixelContentBoxSize?.[0];
    const width = devicePixels(entry.contentRect.width, exact?.inlineSize);
    const height = devicePixels(entry.contentRect.height, exact?.blockSize);
    if (width === this.#width && height === this.#height) return;
    this.#width = width;
    this.#height = height;
    if (!this.empty) this.#events.onResize(width / height);
  }

  /** A move to another screen changes no CSS size, so that no observer hears of it. */
  #watchDensity(): void {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        this.#resize.unobserve(this.#element);
        this.#resize.observe(this.#element);
        this.#watchDensity();
      },
      { once: true, signal: this.#cleanUp.signal },
    );
  }
}

/** The browser's own count is exact; under an emulated screen, though, it is of CSS pixels. */
function devicePixels(cssPixels: number, exact: number | undefined): number {
  const rounded = Math.round(cssPixels * devicePixelRatio);
  return exact !== undefined && Math.abs(exact - rounded) <= 1 ? exact : rounded;
}
