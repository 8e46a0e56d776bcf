/** What runs in the page while it is measured. Each is given to the page as it stands here, so it uses nothing else of ours. */
export interface Frames {
  /** Milliseconds between each picture and the one before. */
  readonly frames: readonly number[];
  /** Long animation frames as the browser counts them (50 ms and more), in milliseconds. */
  readonly long: readonly number[];
  /** So many of those pictures showed the place of a line that was still on its way. */
  readonly waiting: number;
  /** Milliseconds from the end until every line in sight was there. */
  readonly settled: number;
}
export interface Scroll {
  /** Selector of what is scrolled. */
  readonly box: string;
  /** Pixels of a second; negative upwards. */
  readonly speed: number;
  readonly ms: number;
}

/** Scrolls evenly and notes when each picture comes. */
export async function scrollEvenly({ box: selector, speed, ms }: Scroll): Promise<Frames> {
  const box = document.querySelector(selector);
  if (box === null) throw new Error('There is no list');
  const long: number[] = [];
  const observer = new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries()) long.push(entry.duration);
  });
  observer.observe({ type: 'long-animation-frame' });
  const frames: number[] = [];
  const from = box.scrollTop;
  const LOOK = 4;
  const { left, top, width, height } = box.getBoundingClientRect();
  const isWaiting = () =>
    [0.25, 0.75].some((part) => {
      const line = document.elementFromPoint(left + width / 2, top + height * part)?.closest('[role="row"], tr, p');
      return line?.matches('[aria-busy], [aria-hidden]') ?? true;
    });
  let [start, last, waiting] = [0, 0, 0];
  await new Promise<void>((resolve) => {
    const step = (now: number): void => {
      if (start === 0) start = now;
      else frames.push(now - last);
      last = now;
      // Looking costs; so only now and then.
      if (frames.length % LOOK === 0 && isWaiting()) waiting += LOOK;
      if (now - start >= ms) {
        resolve();
        return;
      }
      box.scrollTop = from + (speed * (now - start)) / 1000;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  observer.disconnect();
  for (let quiet = 0; quiet < 3; quiet = isWaiting() ? 0 : quiet + 1) await new Promise(requestAnimationFrame);
  return { frames, long, waiting, settled: performance.now() - last };
}

/** When pictures come while nothing changes. */
export async function idleFrames({ ms }: { readonly ms: number }): Promise<readonly number[]> {
  const frames: number[] = [];
  await new Promise<void>((resolve) => {
    let [start, last] = [0, 0];
    const step = (now: number): void => {
      if (start === 0) start = now;
      else frames.push(now - last);
      last = now;
      if (now - start >= ms) resolve();
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  return frames;
}

/** An interaction as the browser timed it. */
export interface Interaction {
  readonly kind: string;
  /** Milliseconds from the click or key to the next picture, to 8 ms. */
  readonly ms: number;
}
interface Watch {
  begin(kind: string, there: string): void;
  /** Milliseconds from the click or key until what was asked for is there. */
  there(): Promise<number>;
  seen(): { readonly slow: readonly Interaction[]; readonly count: number };
}

/** Begins to note how long each click and key takes: until the picture that answers it, and until what was asked for is there. */
export function watchSteps(): void {
  const PATIENCE_MS = 20_000;
  const kinds: { readonly at: number; readonly kind: string }[] = [];
  const slow = new Map<number, { kind: string; ms: number }>();
  const from = performance.interactionCount;
  new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries() as PerformanceEventTiming[]) {
      if (entry.interactionId === 0) continue;
      const kind = kinds.findLast(({ at }) => at <= entry.startTime)?.kind ?? '';
      const ms = Math.max(slow.get(entry.interactionId)?.ms ?? 0, entry.duration);
      slow.set(entry.interactionId, { kind, ms });
    }
    // The least that the browser tells.
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);

  let [selector, started] = ['', 0];
  let end: (ms: number) => void = () => undefined;
  let promise = Promise.resolve(0);
  const look = (): void => {
    const now = performance.now();
    if (document.querySelector(selector) !== null) end(now - started);
    else if (now - started < PATIENCE_MS) requestAnimationFrame(look);
    else end(Number.POSITIVE_INFINITY);
  };
  const note = (event: Event): void => {
    if (started !== 0 || selector === '') return;
    started = event.timeStamp;
    requestAnimationFrame(look);
  };
  // What is asked for by a click comes after it; the press before it changes nothing yet.
  addEventListener('click', note, true);
  addEventListener('keydown', note, true);
  const watch: Watch = {
    begin(kind, there) {
      kinds.push({ at: performance.now(), kind });
      selector = there;
      started = 0;
      promise = new Promise((resolve) => {
        end = resolve;
      });
    },
    there: () => promise,
    seen: () => ({ slow: [...slow.values()], count: performance.interactionCount - from }),
  };
  Object.assign(window, { watch });
}

export const beginStep = ({ kind, there }: { readonly kind: string; readonly there: string }): void =>
  (window as unknown as { watch: Watch }).watch.begin(kind, there);
export const stepIsThere = (): Promise<number> => (window as unknown as { watch: Watch }).watch.there();
export const stepsSeen = (): { readonly slow: readonly Interaction[]; readonly count: number } =>
  (window as unknown as { watch: Watch }).watch.seen();
