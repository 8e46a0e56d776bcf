import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The table of folders in docs, kept by the linter: each line is an import that must be met with an error, or must not. */
const root = fileURLToPath(new URL('..', import.meta.url));
const FORBIDDEN: readonly (readonly [file: string, code: string])[] = [
  ['domain/a.ts', `import { x } from '../electron/core/core.ts';`],
  ['domain/operations/b.ts', `import { x } from '../../sqlite/database.ts';`],
  ['domain/c.ts', `import type { X } from '../mplatform/contract/index.ts';`],
  ['sqlite/a.ts', `import { x } from '../mplatform/server/main.ts';`],
  ['native-checks/probe/a.ts', `import { x } from '../../sqlite/database.ts';`],
  ['native-checks/a.ts', `import { x } from '../mplatform/contract/index.ts';`],
  ['mplatform/server/a.ts', `import { x } from '../../electron/core/index.ts';`],
  ['mplatform/server/b.ts', `import { x } from '../../native-checks/pcpos/index.ts';`],
  ['electron/core/a.ts', `import { x } from '../../mplatform/server/main.ts';`],
  ['electron/core/b.ts', `import { x } from '../hosted/host.ts';`],
  ['electron/core/c.ts', `import { x } from '../shell/policy.ts';`],
  ['electron/core/d.ts', `import { app } from 'electron';`],
  ['electron/core/e.ts', `import { x } from '../../renderer/api.ts';`],
  ['electron/core/f.ts', `export * from 'electron';`],
  ['electron/core/g.ts', `export const x = await import('electron');`],
  ['electron/hosted/a.ts', `import { app } from 'electron';`],
  ['electron/hosted/b.ts', `import { x } from '../shell/policy.ts';`],
  ['electron/shared/a.ts', `import { x } from '../shell/policy.ts';`],
  ['electron/core-process.ts', `import { app } from 'electron';`],
  ['electron/shell/a.ts', `import { x } from '../../sqlite/database.ts';`],
  ['renderer/a.ts', `import { contract } from '../electron/core/api/contract.ts';`],
  ['renderer/ticket/b.tsx', `import '../../electron/core/core.ts';`],
  ['renderer/c.ts', `import { x } from '../native-checks/pcpos/index.ts';`],
  ['renderer/d.ts', `import { join } from 'node:path';`],
  ['renderer/e.ts', `import type { X } from '../electron/hosted/server.ts';`],
];
const ALLOWED: readonly (readonly [file: string, code: string])[] = [
  ['sqlite/ok.ts', `import { x } from '../domain/result.ts';`],
  ['native-checks/ok.ts', `import { x } from '../domain/result.ts';`],
  ['mplatform/server/ok.ts', `import { x } from '../../sqlite/database.ts';`],
  ['electron/core/ok.ts', `import { x } from '../../mplatform/contract/index.ts';`],
  ['electron/core/training/ok.ts', `import { x } from '../../../mplatform/server/main.ts';`],
  ['electron/hosted/ok.ts', `import { x } from '../core/index.ts';`],
  ['electron/core-process-types.ts', `import type { ParentPort } from 'electron';`],
  ['electron/shell/ok.ts', `import { app } from 'electron';`],
  ['electron/main.ts', `import { app } from 'electron';`],
  ['renderer/ok.ts', `import type { Contract } from '../electron/core/api/contract.ts';`],
  ['renderer/shell/ok.ts', `import { x } from '../../domain/result.ts';`],
];

let folder: string;
let complaints: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'technik-lint-'));
  const config = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8'));
  await writeFile(join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
  await symlink(join(root, 'lint'), join(folder, 'lint'), 'junction');
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [file, code] of [...FORBIDDEN, ...ALLOWED]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `${code}\n`);
  }
  complaints = await lint();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The file and category of each import that the linter refuses. */
async function lint(): Promise<ReadonlyMap<string, readonly string[]>> {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const args = [
    biome,
    'lint',
    '--reporter=json',
    '--max-diagnostics=none',
    ...new Set(FORBIDDEN.concat(ALLOWED).map(([f]) => f)),
  ];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1e8 }, (_error, stdout) => resolve(stdout));
  });
  const found = new Map<string, string[]>();
  for (const { category, location } of JSON.parse(output).diagnostics) {
    const file = String(location.path?.file ?? location.path).replaceAll('\\', '/');
    if (category === 'plugin' || category === 'lint/style/noRestrictedImports') {
      found.set(file, [...(found.get(file) ?? []), category]);
    }
  }
  return found;
}

test.each(FORBIDDEN)('refused in %s: %s', (file) => expect([...complaints.keys()]).toContain(file));
test.each(ALLOWED)('allowed in %s: %s', (file) => expect([...complaints.keys()]).not.toContain(file));
