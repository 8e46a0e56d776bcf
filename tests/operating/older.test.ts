import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOf } from './document.ts';
import { root, whyNot } from './here.ts';
import { commitBefore, programOf } from './older.ts';
import { firstTime, openStand, type Stand } from './stand.ts';
import { openForBusiness, startWork } from './work.ts';

const why = whyNot() ?? (commitBefore() === undefined ? 'the history has no version with fewer migrations' : null);
describe.skipIf(why !== null)(`nodes of the version before the newest migration${why === null ? '' : ` (${why})`}`, () => {
  let stand: Stand;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mplatform-older-'));
    chmodSync(folder, 0o755);
    stand = await openStand({ program: programOf(commitBefore() ?? '', join(folder, 'program')) });
    await firstTime(stand);
  }, 300_000);
  afterAll(async () => {
    await stand.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const versions = async () => (await stand.postgres.run('SELECT count(*)::int AS n FROM migration', 'mplatform'))[0]?.n;

  it('serve on while the schema is brought to this one, and are replaced one by one, without a call that fails', async () => {
    const known = readdirSync(join(root, 'resources/migrations/mplatform-postgres')).length;
    expect(await versions()).toBeLessThan(known);
    const { code } = await openForBusiness(stand);
    const codes: string[] = [];
    for (let n = 0; n < 10; n += 1) codes.push(await code());
    const work = await startWork(stand, codes);
    await work.more(30);
    stand.install(root);
    const [migrate = '', ...restart] = (commandsOf('Stopping, updating')[0] ?? '').split(/^(?=for )/m);
    await stand.type(migrate);
    expect(await versions()).toBe(known);
    // Still the older nodes, both.
    await work.more(120);
    await stand.type(restart.join(''));
    await work.more(60);
    await work.end();
    // Older nodes may end a connection on which a call that must not be repeated is just being made.
    const { '503 server.unavailable': cut = 0, ...others } = work.failures();
    expect([others, cut <= 2]).toEqual([{}, true]);
    const [row] = await stand.postgres.run('SELECT count(*)::int AS n, count(DISTINCT id)::int AS d FROM outcome', 'mplatform');
    expect(row).toEqual({ n: work.decided.length, d: work.decided.length });
  }, 300_000);
});
