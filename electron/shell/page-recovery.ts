import type { Event, RenderProcessGoneDetails } from 'electron';
import type { Clock } from '../../domain/clock.ts';

/** The part of a page's contents that is watched. */
export interface WatchedContents {
  on(event: 'render-process-gone', listener: (event: Event, details: RenderProcessGoneDetails) => void): unknown;
  on(event: 'unresponsive' | 'responsive', listener: () => void): unknown;
  forcefullyCrashRenderer(): void;
}

export interface RecoveryDeps {
  readonly clock: Clock;
  /** Shows the page anew. What was typed is kept by the core as drafts. */
  reload(): void;
  quit(): void;
  /** It died again and again; true when the person wants it tried once more, false to end the program. */
  askAfterCrashes(): Promise<boolean>;
  /** It does not answer; true when the person would rather have it anew than wait. */
  askWhetherToWait(): Promise<boolean>;
}

/** So many times within this time it comes back by itself. */
const TIMES = 3;
const WITHIN_MS = 60_000;

/** A page whose process died is shown anew in the same window; one that hangs is waited for as long as the person likes. */
export function keepPageAlive(contents: WatchedContents, deps: RecoveryDeps): void {
  let crashes: readonly number[] = [];
  let hangs = false;
  let asking = false;

  contents.on('render-process-gone', (_event, { reason }) => {
    hangs = false;
    if (reason === 'clean-exit') return;
    const now = deps.clock.now();
    crashes = [...crashes.filter((at) => now - at < WITHIN_MS), now];
    if (crashes.length <= TIMES) deps.reload();
    else
      void ask(deps.askAfterCrashes, (again) => {
        crashes = [];
        if (again) deps.reload();
        else deps.quit();
      });
  });
  contents.on('unresponsive', () => {
    hangs = true;
    // Its process ends, and the rest happens above.
    void ask(deps.askWhetherToWait, (anew) => {
      if (anew && hangs) contents.forcefullyCrashRenderer();
    });
  });
  contents.on('responsive', () => {
    hangs = false;
  });

  async function ask(question: () => Promise<boolean>, then: (answer: boolean) => void): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      then(await question());
    } finally {
      asking = false;
    }
  }
}
