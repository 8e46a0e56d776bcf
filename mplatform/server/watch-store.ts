import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Metrics } from './metrics.ts';
import type { Store } from './store/port.ts';

/** How long an answer is good for, so that whoever asks often costs the database nothing; and how long it may take. */
const GOOD_MS = 1000;
const PATIENCE_MS = 2000;

/**
 * A store that is counted, and what tells whether it can be worked with. `files` is the folder of uploads, which may not have
 * been made yet; undefined where they lie elsewhere.
 */
export function watchStore(store: Store, files: string | undefined, metrics: Metrics) {
  let stopping = false;
  let asked: { readonly at: number; readonly answer: Promise<boolean> } | undefined;

  function reachable(): Promise<boolean> {
    if (asked !== undefined && performance.now() - asked.at < GOOD_MS) return asked.answer;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, false);
    });
    const read = store
      .read((tx) => tx.lastChange(), 'once')
      .then(
        () => true,
        () => false,
      );
    const answer = Promise.race([read, late]).finally(() => clearTimeout(timer));
    asked = { at: performance.now(), answer };
    return answer;
  }

  metrics.watch('mplatform_ready', 'Whether calls can be answered: 1 or 0.', async () =>
    (await notReady()) === undefined ? 1 : 0,
  );
  metrics.watch('mplatform_files_free_bytes', 'Room left where uploads lie; -1 where it cannot be told.', async () =>
    files === undefined ? -1 : await roomIn(files).catch(() => roomIn(dirname(files)).catch(() => -1)),
  );
  // Which numbers there are is the engine's affair; they do not change while it is open.
  for (const name of Object.keys(store.state?.() ?? {})) {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    metrics.watch(`mplatform_store_${snake}`, 'As the database engine tells of itself.', () => store.state?.()[name] ?? 0);
  }

  async function notReady(): Promise<string | undefined> {
    if (stopping) return 'server.stopping';
    return (await reachable()) ? undefined : 'server.unavailable';
  }

  return {
    store: metrics.counted(store),
    notReady,
    /** From here on no new calls are wanted. */
    stopping(): void {
      stopping = true;
    },
  };
}

async function roomIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
