import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { folderWithTickets } from '../../support/big-list.ts';
import { type Benchmark, type Measurement, median } from '../measure.ts';
import { inFolder } from '../sync/places.ts';
import { firstListQuestion } from './question.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const CORE = join(ROOT, 'out', 'core', 'core-process.js');
const CLI = join(ROOT, 'out', 'core', 'cli.js');
const DRIVER = join(import.meta.dirname, 'driver.mjs');
const LIST_MS = 400;

interface Started {
  /** Milliseconds since the process began. */
  readonly loaded: number;
  readonly ready: number;
  readonly listed: number;
  /** Milliseconds of the processor until then. */
  readonly cpu: number;
  readonly rss: number;
  readonly rows: number;
}

const ended = (args: readonly string[]): { readonly ms: number; readonly said: string } => {
  const began = performance.now();
  const said = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return { ms: performance.now() - began, said };
};

/**
 * The built core as Electron starts it, until the window has its first list. Its floor is Node that does nothing, in turn with it:
 * both wait for the same machine. Electron's own start is not in it, and cannot be measured without its binary.
 */
export const startBenchmark: Benchmark = async ({ start: { subTickets, repeats } }) => {
  if (!existsSync(CORE)) throw new Error('The program is not built: npm run build');
  const question = await firstListQuestion();
  return inFolder(async (data) => {
    // One and a half sub-tickets a ticket, as the generator makes them in the long run two.
    folderWithTickets(Math.ceil(subTickets / 2), data);
    const start = (): Started => {
      const found = JSON.parse(ended([DRIVER, CORE, data, question]).said);
      if (!(found.rows > 0)) throw new Error(`No list: ${JSON.stringify(found)}`);
      return found;
    };
    // The first start encrypts what was made here, which no later one does again.
    start();
    const [starts, empties, helps]: [Started[], number[], number[]] = [[], [], []];
    for (let i = 0; i < repeats; i += 1) {
      empties.push(ended(['-e', '']).ms);
      starts.push(start());
      helps.push(ended([CLI, '--help']).ms);
    }
    const of = (key: keyof Started): number => median(starts.map((one) => one[key]));
    const floor = { what: "node -e ''", value: median(empties) };
    const time = (name: string, value: number): Measurement => ({
      ...{ name, unit: 'ms', value, floor, ratio: value / floor.value, promise: '', kept: true },
    });
    const plain = (name: string, unit: 'ms' | 'MB', value: number): Measurement => ({
      ...{ name, unit, value, floor: null, ratio: null, promise: '', kept: true },
    });
    const count = subTickets.toLocaleString('en');
    return [
      {
        ...time(`start to first list, ${count} sub-tickets`, of('listed')),
        promise: `within ${LIST_MS} ms`,
        kept: of('listed') <= LIST_MS,
      },
      time('  … code loaded', of('loaded')),
      time('  … database open', of('ready')),
      plain('  … processor', 'ms', of('cpu')),
      plain('  … memory then', 'MB', of('rss')),
      time('technik --help', median(helps)),
    ];
  });
};
