import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqliteStore } from '../../mplatform/server/store/sqlite.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'technik-prune-'));
});
afterEach(() => rm(folder, { recursive: true }));

const openStore = () =>
  openSqliteStore({
    file: join(folder, 'mplatform.db'),
    migrations: 'resources/migrations/mplatform',
    backups: join(folder, 'backups'),
  });

async function run(node: readonly string[], ...args: readonly string[]) {
  const child = spawn(process.execPath, [...node, 'electron/cli.ts', 'mplatform', ...args, '--data', folder]);
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on('data', (piece) => out.push(String(piece)));
  child.stderr.on('data', (piece) => err.push(String(piece)));
  const [code] = await once(child, 'close');
  return { code, said: out.join(''), complained: err.join('') };
}

it('forgets what is old beside a running server, once, and says how much it was', async () => {
  const store = openStore();
  const issued = { hash: 'h', technicianId: 't', expiresAt: 2, unlimited: false, usedBy: null };
  await store.transaction(async (tx) => {
    await tx.saveDealer({ id: 'd', name: 'Alfa' });
    await tx.saveTechnician({ id: 't', name: 'Jan', dealerId: 'd' });
    await tx.saveEnrolmentCode({ ...issued, issuedAt: 1 });
    await tx.saveEnrolmentCode({ ...issued, hash: 'young', issuedAt: Date.now() });
  });
  const first = await run([], 'prune', '--json');
  expect([first.code, JSON.parse(first.said)]).toEqual([0, { outcomes: 0, probes: 0, removals: 0, codes: 1 }]);
  expect((await run([], 'prune')).said).toContain('kody rejestracji: 0.');
  expect(await store.read(async (tx) => (await tx.enrolmentCode('young'))?.hash)).toBe('young');
  await store.close();
}, 60_000);

it('refuses a time so short that work of somebody on holiday would be forgotten', async () => {
  for (const days of ['5', 'rok']) {
    const { code, complained } = await run([], 'prune', `--retention=${days}`);
    expect([code, complained]).toEqual([2, expect.stringContaining('co najmniej 60')]);
  }
}, 60_000);

it('says calmly that a copy of the program without what speaks to S3 cannot do that', async () => {
  // As in the desktop's archive, which leaves that out.
  const without = `import { registerHooks } from 'node:module';
    registerHooks({ resolve(name, context, next) {
      if (!name.startsWith('@tus/s3-store') && !name.startsWith('@aws-sdk')) return next(name, context);
      throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    } });`;
  const node = ['--import', `data:text/javascript,${encodeURIComponent(without)}`];
  const { code, complained } = await run(node, '--port', '0', '--files', 's3://koszyk');
  expect([code, complained.trimEnd().split('\n')]).toEqual([2, [expect.stringContaining('nie zawiera obsługi magazynu S3')]]);
  expect((await run([], '--port', '0', '--files', 'C:\\pliki')).complained).toContain('s3://KOSZYK');
}, 60_000);
