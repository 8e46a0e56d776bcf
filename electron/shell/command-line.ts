import type { ForkedProcess } from '../core/index.ts';
import type { Forked } from './host-services.ts';

/** Set by the little launcher beside the program (`technik.cmd`, `technik`); a person types only what follows. */
const MARK = '--technik';

/** What the command line is given; undefined where the program was started for its window. */
export function commandLineFrom(argv: readonly string[]): readonly string[] | undefined {
  const at = argv.indexOf(MARK);
  return at === -1 ? undefined : argv.slice(at + 1);
}

/** A utility process as the core knows its children. */
export function forkedIn(child: Forked, message: unknown): ForkedProcess {
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  let running = true;
  void exited.then(() => {
    running = false;
  });
  child.postMessage(message);
  return {
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exited.then(listener),
    async stop() {
      if (running) child.kill();
      await exited;
    },
  };
}
