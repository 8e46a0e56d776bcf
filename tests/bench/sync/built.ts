import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Of this run alone: another one may be going on. Below the root, so that packages are found. */
const OUT = join(ROOT, 'tests', '.artifacts', `bench-${process.pid}`);
const HELPERS = [
  'reference-server',
  'device',
  'floor-server',
  'floor-device',
  'searcher',
  'watermelon-server',
  'watermelon',
  'pouch-server',
  'pouch',
] as const;
export type HelperName = (typeof HELPERS)[number];

let built: Promise<void> | undefined;

/**
 * The file of one of this folder's processes, built as the product is: run from its sources Node would hold its
 * TypeScript compiler in memory as well.
 */
export async function builtHelper(name: HelperName): Promise<string> {
  built ??= buildAll();
  await built;
  return join(OUT, `${name}.mjs`);
}

async function buildAll(): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  for (const name of readdirSync(dirname(OUT)))
    if (isLeftBehind(name)) rmSync(join(dirname(OUT), name), { recursive: true, force: true });
  process.once('exit', () => rmSync(OUT, { recursive: true, force: true }));
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: OUT,
      emptyOutDir: false,
      target: 'node24',
      rollupOptions: {
        input: Object.fromEntries(HELPERS.map((name) => [name, join(import.meta.dirname, `${name}.ts`)])),
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
}

/** By a run that was ended before it could clear up. */
function isLeftBehind(name: string): boolean {
  const pid = Number(/^bench-(\d+)$/.exec(name)?.[1]);
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
