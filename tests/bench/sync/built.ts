import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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
