import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOf } from './document.ts';
import { whyNot } from './here.ts';
import { firstTime, openStand, type Stand } from './stand.ts';
import { openForBusiness, startWork } from './work.ts';

const why = whyNot();
describe.skipIf(why !== null)(`two nodes behind nginx while devices work${why === null ? '' : ` (${why})`}`, () => {
  let stand: Stand;
  let codes: string[];
  beforeAll(async () => {
    stand = await openStand();
    await firstTime(stand);
    const { code } = await openForBusiness(stand);
    codes = [];
    for (let n = 0; n < 24; n += 1) codes.push(await code());
  }, 300_000);
  afterAll(() => stand.close());
  const stored = async () => {
    const [row] = await stand.postgres.run('SELECT count(*)::int AS n, count(DISTINCT id)::int AS d FROM outcome', 'mplatform');
    return row;
  };

  it('no call fails while one node after the other is restarted', async () => {
    const work = await startWork(stand, codes.slice(0, 12));
    await work.more(50);
    for (const block of commandsOf('Stopping, updating')) await stand.type(block);
    await work.more(50);
    await work.end();
    expect(work.failures()).toEqual({});
    expect(await stored()).toEqual({ n: work.decided.length, d: work.decided.length });
  }, 300_000);

  it('when a node is killed the others go on, and what it had begun is done once', async () => {
    const { n: before } = (await stored()) as { n: number };
    const work = await startWork(stand, codes.slice(12));
    await work.more(60);
    expect(await stand.nodes[0]?.stop('SIGKILL')).toBe('SIGKILL');
    await work.more(150);
    await stand.startNode(0);
    await work.more(60);
    await work.end();
    // What it had begun to answer, or may not be done twice. For all else there is the other node.
    const failed = work.failures();
    expect(Object.keys(failed).filter((what) => !/^(503 server\.unavailable|no answer)/.test(what))).toEqual([]);
    expect(Object.values(failed).reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(12);
    expect((await stored())?.n).toBe(before + work.decided.length);
  }, 300_000);
});
