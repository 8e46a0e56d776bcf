import { describe, expect, it } from 'vitest';
import { createLocks } from './files-locks.ts';

const never = new AbortController().signal;

describe('the lock of an upload', () => {
  it('is given on once its holder, asked to end, has ended', async () => {
    const locks = createLocks();
    const [first, second] = [locks.newLock('a'), locks.newLock('a')];
    const said: string[] = [];
    await first.lock(never, () => {
      said.push('asked to end');
      void first.unlock();
    });
    await second.lock(never, () => {});
    said.push('second has it');
    expect(said).toEqual(['asked to end', 'second has it']);
  });

  it('stays with its holder when one that gave up waiting releases what it never had', async () => {
    const locks = createLocks();
    const [holder, impatient, next] = [locks.newLock('a'), locks.newLock('a'), locks.newLock('a')];
    let asked = 0;
    await holder.lock(never, () => {
      asked += 1;
    });
    const patience = new AbortController();
    const refused = impatient.lock(patience.signal, () => {});
    patience.abort(new Error('gave up'));
    await expect(refused).rejects.toMatchObject({ status_code: 409 });
    await impatient.unlock();
    const got = next.lock(never, () => {});
    expect(asked).toBe(2);
    await holder.unlock();
    await got;
  });

  it('stays with the next one when the one before it releases twice', async () => {
    const locks = createLocks();
    const [before, holder, next] = [locks.newLock('a'), locks.newLock('a'), locks.newLock('a')];
    await before.lock(never, () => {});
    await before.unlock();
    let asked = 0;
    await holder.lock(never, () => {
      asked += 1;
    });
    await before.unlock();
    const got = next.lock(never, () => {});
    expect(asked).toBe(1);
    await holder.unlock();
    await got;
  });
});
