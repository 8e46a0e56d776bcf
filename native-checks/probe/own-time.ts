/** The time that a stage spends on its own work, and the signal that it is up. Waiting for another stage is not counted. */
export class OwnTime {
  readonly #timeUp = new AbortController();
  readonly #limitMs: () => number;
  #spent = 0;
  #since = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /** @param limitMs asked anew after each wait, since the others may have used up the time that was to be shared */
  constructor(limitMs: () => number) {
    this.#limitMs = limitMs;
    this.goOn();
  }

  get up(): AbortSignal {
    return this.#timeUp.signal;
  }

  get ms(): number {
    return this.#timer === undefined ? this.#spent : this.#spent + performance.now() - this.#since;
  }

  pause(): void {
    this.#spent = this.ms;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  goOn(): void {
    // A stage that was cancelled while it waited comes back here when nobody waits for it any more.
    if (this.up.aborted) return;
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#timeUp.abort(), Math.max(0, this.#limitMs() - this.#spent));
  }

  end(): void {
    this.pause();
    this.#timeUp.abort();
  }
}
