import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyEdit, editSection, parseConf } from '../../native-checks/pcpos/conf/index.ts';
import { inspectTill } from '../../native-checks/pcpos/inspect.ts';
import { digestOf } from '../../native-checks/pcpos/till-file.ts';
import { type Benchmark, type Measurement, median, timed } from './measure.ts';
import { bigTillFile } from './till-files.ts';

const PROMISED_INSPECT_MS = 300;
const REPEATS = 9;

async function repeated(work: () => unknown, times = REPEATS): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push(await timed(work));
  return median(all);
}

/** Of several times, the one that the rest of the machine disturbed least. */
async function quickest(work: () => unknown, times: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) least = Math.min(least, await timed(work));
  return least;
}

/** A file as large as none ever was, beside the mere reading and digesting of it. */
export const inspectBenchmark: Benchmark = async ({ megabytes }) => {
  const folder = mkdtempSync(join(tmpdir(), 'technik-bench-'));
  try {
    const file = join(folder, 'pcpos7.conf');
    writeFileSync(file, bigTillFile(megabytes));
    const value = await repeated(async () => {
      const read = await inspectTill(folder);
      if (!read.ok) throw new Error(read.error.code);
    });
    const least = await repeated(() => digestOf(readFileSync(file)));
    const limit = (PROMISED_INSPECT_MS * megabytes) / 20;
    return [
      {
        name: `inspect ${megabytes} MB`,
        unit: 'ms',
        value,
        floor: { what: 'read + SHA-256', value: least },
        ratio: value / least,
        promise: `within ${limit} ms`,
        kept: value <= limit,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const wanted = [
  { key: 'Active', value: 'Y' },
  { key: 'ServerAddress', value: 'https://mplatform.example/pos' },
  { key: 'ShopIds', value: '735' },
];

function throughCodec(bytes: Buffer): Buffer {
  const doc = parseConf(bytes, 'windows-1250');
  const edit = editSection(doc, 'MPlatform', wanted);
  if (!edit.ok) throw new Error(edit.error.code);
  return applyEdit(doc, edit.value);
}

/** Reading, editing and writing anew, in memory; the floor copies the bytes. */
export const throughputBenchmark: Benchmark = async ({ megabytes }) => {
  const bytes = bigTillFile(megabytes);
  const [took, least] = [await repeated(() => throughCodec(bytes)), await repeated(() => Buffer.from(bytes))];
  const speed = (ms: number) => bytes.length / 1e6 / (ms / 1000);
  return [
    {
      name: 'codec: parse, edit, write',
      unit: 'MB/s',
      value: speed(took),
      floor: { what: 'copy', value: speed(least) },
      ratio: took / least,
      promise: '',
      kept: true,
    },
  ];
};

/** Hostile on purpose: in each a careless reader would look at every line again and again. */
const shapes: readonly (readonly [string, (bytes: number) => string])[] = [
  ['sections', (n) => 'Section: A\r\n\tKey: value\r\n\tEndSection: A\r\n'.repeat(n / 42)],
  ['never closed', (n) => 'Section: A\n'.repeat(n / 11)],
  [
    'crosswise',
    (n) => Array.from({ length: n / 40 }, (_, i) => `Section: S${i}\n`).join('') + 'EndSection: none\n'.repeat(n / 40),
  ],
  ['one long section', (n) => `Section: B\n${'\tKey: value\n'.repeat(n / 12)}EndSection: B\n`],
  ['blank lines', (n) => '\n'.repeat(n)],
  ['one line', (n) => 'x'.repeat(n)],
];

/** How time grows when the size grows sixteenfold: 16 when linear, 256 when quadratic. */
export const growthBenchmark: Benchmark = async ({ megabytes }) => {
  const [largest, sizes] = megabytes >= 16 ? [16, [1, 2, 4, 8, 16]] : [8, [0.25, 8]];
  const found: Measurement[] = [];
  for (const [name, make] of shapes) {
    const times: number[] = [];
    for (const size of sizes) {
      const head = 'Section: MPlatform\n\tActive: N\n\tEndSection: MPlatform\n';
      const bytes = Buffer.from(head + make(size * 1024 * 1024));
      times.push(await quickest(() => void throughCodec(bytes), 3));
    }
    const grown = (times.at(-1) ?? 0) / Math.max(times[0] ?? 0, 0.5);
    found.push({
      name: `growth: ${name}`,
      unit: '×',
      value: grown,
      floor: {
        what: `${sizes.map((s, i) => `${s} MB ${times[i]?.toFixed(0)} ms`).join(', ')}; size grew`,
        value: largest / (sizes[0] ?? 1),
      },
      ratio: grown / (largest / (sizes[0] ?? 1)),
      promise: 'at most 4 × the growth of the size',
      kept: grown <= (largest / (sizes[0] ?? 1)) * 4,
    });
  }
  return found;
};
