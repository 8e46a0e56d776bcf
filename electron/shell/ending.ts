import type { App, Event } from 'electron';
import type { Timers } from '../core/timers.ts';

/** How long the core may take for what it began; what it recorded is safe on disk in any case. */
export const PATIENCE_MS = 5_000;

/**
 * The program ends with its window, and not before the core has finished. Where nobody listens for the last window,
 * Electron ends at once and takes the core with it.
 */
export function endWithWindow(
  app: Pick<App, 'quit' | 'exit'> & {
    on(event: 'window-all-closed', listener: () => void): unknown;
    on(event: 'will-quit', listener: (event: Pick<Event, 'preventDefault'>) => void): unknown;
  },
  core: { close(): Promise<void> },
  timers: Timers,
): void {
  let ending = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    timers.after(PATIENCE_MS, () => app.exit(0));
    core.close().then(
      () => app.exit(0),
      () => app.exit(1),
    );
  });
}
