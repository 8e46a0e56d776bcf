import { describe, expect, it } from 'vitest';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { TokenPair } from '../../../mplatform/contract/index.ts';
import type { FieldClient } from '../field/client.ts';
import type { SecretStore } from '../host.ts';
import { createTokens } from './tokens.ts';

const ORIGIN = 'https://mplatform.example';
const HOUR = 3_600_000;
const SERVER_TIME = Date.parse('2026-03-10T08:00:00Z');

/** A server that knows one refresh token and, as the contract promises, answers a repeated renewal alike. */
function bench({ deviceClock = SERVER_TIME } = {}) {
  const time = { server: SERVER_TIME, device: deviceClock };
  const stored = new Map<string, string>();
  const broken = { read: false, write: false };
  const secrets: SecretStore = {
    async read(name) {
      if (broken.read) throw new Error('no store');
      return stored.get(name) ?? null;
    },
    async write(name, value) {
      if (broken.write) throw new Error('no room');
      stored.set(name, value);
    },
    delete: async (name) => void stored.delete(name),
  };
  const made = new Map<number, TokenPair>();
  let generation = 1;
  let renewals = 0;
  let loseAnswers = 0;
  const pair = (n: number): TokenPair => {
    const known = made.get(n) ?? {
      accessToken: `access-token-number-${n}`,
      refreshToken: `refresh-token-number-${n}`,
      expiresAt: new Date(time.server + HOUR).toISOString(),
      serverTime: '',
    };
    made.set(n, known);
    return { ...known, serverTime: new Date(time.server).toISOString() };
  };
  const client = {
    origin: ORIGIN,
    async refresh(token: string): Promise<Result<TokenPair, Problem>> {
      renewals += 1;
      const from = Number(token.split('-').at(-1));
      if (from !== generation && from !== generation - 1)
        return err(problem('sync.refused', { code: 'auth.superseded', sentence: '' }));
      generation = from + 1;
      const answer = pair(generation);
      if (loseAnswers === 0) return ok(answer);
      loseAnswers -= 1;
      return err(problem('sync.unreachable', { host: 'mplatform.example' }));
    },
  } as unknown as FieldClient;
  const tokens = createTokens(secrets, 'tokens', { now: () => time.device });
  const refused = err(problem('sync.refused', { code: 'auth.expired', sentence: 'x' }, { code: 'auth.expired' }));
  return {
    tokens,
    stored,
    time,
    pass: (ms: number) => {
      time.server += ms;
      time.device += ms;
    },
    enrol: () => tokens.keep(pair(1), ORIGIN),
    /** A call as the server would judge it: by the access token's own end, on its own clock. */
    call: () =>
      tokens.using(client, async (token) => {
        const n = Number(token.split('-').at(-1));
        const end = made.get(n)?.expiresAt ?? '';
        return n === generation && Date.parse(end) > time.server ? ok(token) : refused;
      }),
    using: <T>(call: (token: string) => Promise<Result<T, Problem>>) => tokens.using(client, call),
    loseAnswers: (n: number) => {
      loseAnswers = n;
    },
    brokenStore: (value: boolean) => {
      broken.read = value;
    },
    fullStore: (value: boolean) => {
      broken.write = value;
    },
    renewals: () => renewals,
    refused,
  };
}
const token = (n: number) => ok(`access-token-number-${n}`);

describe('the device’s tokens', () => {
  it('are used as they are while they hold', async () => {
    const b = bench();
    await b.enrol();
    b.pass(HOUR - 61_000);
    expect(await b.call()).toEqual(token(1));
    expect(b.renewals()).toBe(0);
  });

  it('are renewed a minute before they end, so that no slow request meets that end', async () => {
    const b = bench();
    await b.enrol();
    b.pass(HOUR - 60_000);
    expect(await b.call()).toEqual(token(2));
    expect(await b.call()).toEqual(token(2));
    expect(b.renewals()).toBe(1);
  });

  it('are not renewed while the device is enrolled anew, whose late answer would take the place of a newer pair', async () => {
    const b = bench();
    await b.enrol();
    b.pass(HOUR);
    const answer = Promise.withResolvers<void>();
    const enrolled = b.tokens.enrolling(async () => {
      await answer.promise;
      await b.enrol();
    });
    const called = b.call();
    await new Promise(setImmediate);
    expect(b.renewals()).toBe(0);
    answer.resolve();
    await enrolled;
    expect(await called).toEqual(token(2));
    expect(JSON.parse(b.stored.get('tokens') ?? '')).toMatchObject({ accessToken: 'access-token-number-2' });
  });

  it('are asked for again where enrolling came to nothing', async () => {
    const b = bench();
    await b.enrol();
    b.pass(HOUR);
    const enrolled = b.tokens.enrolling(async () => {
      throw new Error('no line');
    });
    const called = b.call();
    await expect(enrolled).rejects.toThrow('no line');
    expect(await called).toEqual(token(2));
  });

  it('are renewed once for all the calls that need it at the same time', async () => {
    const b = bench();
    await b.enrol();
    b.pass(2 * HOUR);
    expect(await Promise.all([b.call(), b.call(), b.call()])).toEqual([token(2), token(2), token(2)]);
    expect(b.renewals()).toBe(1);
  });

  it('are not renewed again by a call that hears late that the old one had ended', async () => {
    const b = bench();
    await b.enrol();
    const asked = Promise.withResolvers<void>();
    const late = Promise.withResolvers<void>();
    const slow = b.using(async (access) => {
      if (!access.endsWith('-1')) return ok(access);
      asked.resolve();
      await late.promise;
      return b.refused;
    });
    await asked.promise;
    b.pass(2 * HOUR);
    await b.call();
    late.resolve();
    expect(await slow).toEqual(token(2));
    expect(b.renewals()).toBe(1);
  });

  it('are in the secret store before they are used', async () => {
    const b = bench();
    await b.enrol();
    b.pass(2 * HOUR);
    const seen = await b.using(async (access) => ok((b.stored.get('tokens') ?? '').includes(access)));
    expect(seen).toEqual(ok(true));
  });

  it('survive a renewal whose answer was lost', async () => {
    const b = bench();
    await b.enrol();
    b.pass(2 * HOUR);
    b.loseAnswers(1);
    expect(await b.call()).toMatchObject({ ok: false, error: { code: 'sync.unreachable' } });
    expect(await b.call()).toEqual(token(2));
  });

  it('survive it too when the pair that was lost has ended meanwhile', async () => {
    const b = bench();
    await b.enrol();
    b.pass(2 * HOUR);
    b.loseAnswers(1);
    await b.call();
    b.pass(24 * HOUR);
    expect(await b.call()).toEqual(token(3));
  });

  it.each([
    ['ten years behind', -10 * 365 * 24 * HOUR],
    ['ten years ahead', 10 * 365 * 24 * HOUR],
  ])('do not mind a device clock %s', async (_name, off) => {
    const b = bench({ deviceClock: SERVER_TIME + off });
    await b.enrol();
    expect(await b.call()).toEqual(token(1));
    expect(b.renewals()).toBe(0);
    b.pass(2 * HOUR);
    expect(await b.call()).toEqual(token(2));
  });

  it('do not mind a device clock that is set back while they are in use', async () => {
    const b = bench();
    await b.enrol();
    b.time.server += 2 * HOUR;
    b.time.device -= 24 * HOUR;
    expect(await b.call()).toEqual(token(2));
  });

  it('are asked for anew once only when the server goes on saying expired', async () => {
    const b = bench();
    await b.enrol();
    expect(await b.using(async () => b.refused)).toEqual(b.refused);
    expect(b.renewals()).toBe(1);
  });

  it('are not renewed for any other refusal', async () => {
    const b = bench();
    await b.enrol();
    const revoked = err(problem('sync.refused', { code: 'auth.revoked', sentence: 'x' }));
    expect(await b.using(async () => revoked)).toEqual(revoked);
    expect(b.renewals()).toBe(0);
  });
});

describe('a device without tokens', () => {
  const notEnrolled = { ok: false, error: { code: 'device.not-enrolled' } };

  it('is not enrolled, and calls nobody', async () => {
    expect(await bench().call()).toMatchObject(notEnrolled);
  });

  it.each(['', '{', '{}', 'null', '{"accessToken": 1}'])('is what one is whose secret store holds %j', async (content) => {
    const b = bench();
    b.stored.set('tokens', content);
    expect(await b.call()).toMatchObject(notEnrolled);
  });

  it('is what it becomes when they are forgotten', async () => {
    const b = bench();
    await b.enrol();
    await b.tokens.forget();
    expect(await b.call()).toMatchObject(notEnrolled);
  });
});

describe('tokens of one M/platform', () => {
  it('go to no other one, also when the device was left half enrolled', async () => {
    const b = bench();
    await b.enrol();
    const asked: string[] = [];
    const elsewhere = { origin: 'https://inna.example' } as unknown as FieldClient;
    const answer = await b.tokens.using(elsewhere, async (token) => {
      asked.push(token);
      return ok(null);
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'device.not-enrolled' } });
    expect(asked).toEqual([]);
  });

  it('are not put in the place of those that came with a new enrolment meanwhile', async () => {
    const b = bench();
    await b.enrol();
    b.pass(2 * HOUR);
    const fresh = {
      accessToken: 'fresh',
      refreshToken: 'fresh-refresh',
      expiresAt: '2026-03-10T12:00:00Z',
      serverTime: '2026-03-10T10:00:00Z',
    };
    const slow = {
      origin: ORIGIN,
      async refresh() {
        // While the renewal is on its way, the person enrols anew.
        await b.tokens.keep(fresh, ORIGIN);
        return ok({ ...fresh, accessToken: 'late', refreshToken: 'late-refresh' });
      },
    } as unknown as FieldClient;
    expect(await b.tokens.using(slow, async (token) => ok(token))).toEqual(ok('fresh'));
    expect([...b.stored.values()].join()).not.toContain('late');
  });
});

describe('a secret store that cannot be asked', () => {
  it('is said, is no reason to enrol again, and is asked anew the next time', async () => {
    const b = bench();
    await b.enrol();
    b.brokenStore(true);
    expect(await b.call()).toMatchObject({ ok: false, error: { code: 'device.secrets-unavailable' } });
    b.brokenStore(false);
    expect(await b.call()).toEqual(token(1));
  });

  it('loses no pair when it could not write the new one down: the next renewal gives it again', async () => {
    const b = bench();
    await b.enrol();
    b.pass(2 * HOUR);
    b.fullStore(true);
    expect(await b.call()).toMatchObject({ ok: false, error: { code: 'device.secrets-unavailable' } });
    b.fullStore(false);
    expect(await b.call()).toEqual(token(2));
  });
});
