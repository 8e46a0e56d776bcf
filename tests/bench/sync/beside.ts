import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Benchmark, type Measurement, median, percentile } from '../measure.ts';
import type { HelperName } from './built.ts';
import type { OtherAnswer, OtherQuestion } from './others.ts';
import { inFolder } from './places.ts';
import { asked, helper } from './processes.ts';

const OTHERS = join(import.meta.dirname, '..', 'others');
/** Each query costs some of them more than a second. */
const QUERIES = 12;

const all: readonly { readonly name: string; readonly client: HelperName; readonly server: HelperName }[] = [
  { name: 'WatermelonDB', client: 'watermelon', server: 'watermelon-server' },
  { name: 'PouchDB', client: 'pouch', server: 'pouch-server' },
];

/**
 * Others that bring the same rows to a device and search them, each by its own means. They are no part of the product:
 * installed here, by their own lock file, when somebody asks for the comparison.
 */
export const othersBenchmark: Benchmark = async ({ sync: { first } }) => {
  install();
  const found: Measurement[] = [];
  for (const subTickets of first) for (const one of all) found.push(...(await beside(one, subTickets)));
  return found;
};

function install(): void {
  if (existsSync(join(OTHERS, 'node_modules', 'pouchdb'))) return;
  execFileSync('npm', ['ci', '--prefix', OTHERS, '--ignore-scripts', '--no-audit', '--no-fund'], { stdio: 'inherit' });
}

async function beside({ name, client, server }: (typeof all)[number], subTickets: number): Promise<readonly Measurement[]> {
  const { cost, times, rows } = await inFolder(async (folder) => {
    const question: OtherQuestion = { folder, others: OTHERS, subTickets, queries: QUERIES };
    const served = await helper<OtherQuestion, { readonly address: string }>(server);
    try {
      const { address } = await served.ask(question);
      return await inFolder((own) =>
        asked<OtherQuestion & { address: string }, OtherAnswer>(client, { ...question, folder: own, address }),
      );
    } finally {
      await served.stop();
    }
  });
  if (rows < subTickets) throw new Error(`${name} has ${rows} rows of ${subTickets} sub-tickets`);
  const line = (what: string, unit: Measurement['unit'], value: number): Measurement => ({
    name: what,
    unit,
    value,
    floor: null,
    ratio: null,
    promise: '',
    kept: true,
  });
  return [
    line(`${name}: first sync of ${subTickets}`, 'ms', cost.wallMs),
    line('  … time of its processors', 'ms', cost.cpuMs),
    line('  … its memory', 'MB', cost.peakMb),
    line('  … longest without an answer', 'ms', cost.blockedMs),
    line('  … search, median', 'ms', median(times)),
    line('  … search, p99', 'ms', percentile(times, 99)),
  ];
}
