/** What runs in the page while it is measured. Each is given to the page as it stands here, so it uses nothing else of ours. */
export interface Frames {
  /** Milliseconds between each picture and the one before. */
  readonly frames: readonly number[];
  /** Long animation frames as the browser counts them (50 ms and more), in milliseconds. */
  readonly long: readonly number[];
}

/**
 * Scrolls the list evenly and notes when each picture comes.
 * @param speed pixels of a second; negative upwards
 */
export async function scrollEvenly({ speed, ms }: { readonly speed: number; readonly ms: number }): Promise<Frames> {
  const box = document.querySelector('section[data-keeps-focus]');
  if (box === null) throw new Error('There is no list');
  const long: number[] = [];
  const observer = new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries()) long.push(entry.duration);
  });
  observer.observe({ type: 'long-animation-frame' });
  const frames: number[] = [];
  const from = box.scrollTop;
  await new Promise<void>((resolve) => {
    let [start, last] = [0, 0];
    const step = (now: number): void => {
      if (start === 0) start = now;
      else frames.push(now - last);
      last = now;
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
  return { frames, long };
}

/** Begins to note how long each click and key takes until the picture that answers it. */
export function watchInteractions(): void {
  const seen = new Map<number, number>();
  const from = performance.interactionCount;
  new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries() as PerformanceEventTiming[]) {
      if (entry.interactionId > 0) seen.set(entry.interactionId, Math.max(seen.get(entry.interactionId) ?? 0, entry.duration));
    }
    // The least that the browser tells.
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  Object.assign(window, { interactionsSeen: () => ({ slow: [...seen.values()], count: performance.interactionCount - from }) });
}

export const interactionsSeen = (): { readonly slow: readonly number[]; readonly count: number } =>
  (window as unknown as { interactionsSeen(): { slow: number[]; count: number } }).interactionsSeen();
