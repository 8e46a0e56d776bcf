import { afterEach, describe, expect, test } from 'vitest';
import { forbidsClosing, type ProbeStage, probeStageIds, probeVerdict } from '../../domain/probe.ts';
import { ok } from '../../domain/result.ts';
import { makeAuthority, makeCertificate } from './lab/certificates.ts';
import { atThisMachine } from './lab/portals.ts';
import { probe, session, ticket, till, tillAccess } from './lab/probing.ts';
import { Lab } from './lab/servers.ts';
import type { ProbeDeps } from './types.ts';

const lab = new Lab();
afterEach(() => lab.close());

const never = (): Promise<never> => new Promise(() => {});

describe('a probe of a healthy connection', () => {
  test('passes over TLS with an authority that the caller trusts, and says so in every stage', async () => {
    const authority = await makeAuthority('Lab CA');
    const port = await lab.mplatform({ pair: await makeCertificate({ authority }) });
    const stages = await probe({ server: `https://127.0.0.1:${port}`, deps: { ca: authority.cert } });
    const codes = [...stages.values()].map((s) => s.code);
    expect(codes.slice(0, 3)).toEqual(['probe.machine-not-needed', 'probe.proxy-none', 'probe.names-literal']);
    expect(codes.slice(4, 8)).toEqual(['probe.tcp-open', 'probe.tls-trusted', 'probe.http-ok', 'probe.clock-right']);
    expect([...stages.values()].filter((s) => forbidsClosing(s, 'workstation'))).toEqual([]);
    expect(probeVerdict([...stages.values()], 'workstation').passed).toBe(true);
    expect(stages.get('tls')?.evidence).toMatchObject({
      protocol: 'TLSv1.3',
      chain: [{ issuer: 'Lab CA' }, { subject: 'Lab CA' }],
    });
  });

  test('needs no TLS where the server is this very machine', async () => {
    const port = await lab.mplatform();
    const stages = await probe({ server: `http://localhost:${port}/`, input: {} });
    expect(stages.get('tls')).toMatchObject({ status: 'notTestable', code: 'probe.tls-not-needed' });
    expect(probeVerdict([...stages.values()], 'workstation').passed).toBe(true);
  });

  test('reports each stage once, when it ends, and returns them in the order in which a person reads them', async () => {
    const port = await lab.mplatform();
    const told: ProbeStage[] = [];
    const stages = await probe({ server: `http://127.0.0.1:${port}`, options: { onStage: (s) => told.push(s) } });
    expect([...stages.keys()]).toEqual([...probeStageIds]);
    expect(new Set(told)).toEqual(new Set(stages.values()));
    expect(told).toHaveLength(probeStageIds.length);
  });
});

describe('what depends on a failed stage', () => {
  test('is not run and names the one it waited for; PC-POS on this machine is looked at all the same', async () => {
    const stages = await probe({ server: 'http://127.0.0.1:1' });
    expect(stages.get('tcp')?.code).toBe('probe.tcp-refused');
    for (const id of ['tls', 'http', 'signIn', 'store', 'live'] as const) {
      expect(stages.get(id)).toMatchObject({ status: 'notRun', code: 'probe.not-run', ms: 0 });
    }
    expect(stages.get('live')?.evidence).toEqual({ because: 'tcp' });
    expect(stages.get('pcposRunning')?.status).toBe('passed');
    expect(probeVerdict([...stages.values()], 'workstation').cause?.code).toBe('probe.tcp-refused');
  });

  test('asked for alone, a stage brings what it needs and no more, and the verdict is no', async () => {
    const port = await lab.mplatform();
    const stages = await probe({ server: `http://127.0.0.1:${port}`, options: { only: ['http'] } });
    expect([...stages.keys()]).toEqual(['machine', 'proxy', 'names', 'tcp', 'tls', 'http']);
    expect(probeVerdict([...stages.values()], 'workstation').passed).toBe(false);
  });
});

describe('time', () => {
  test('a server that takes the connection and says nothing is diagnosed within six seconds', async () => {
    const port = await lab.tcp(() => {});
    const started = performance.now();
    const stages = await probe({ server: `https://127.0.0.1:${port}` });
    expect(stages.get('tls')?.code).toBe('probe.tls-silent');
    expect(performance.now() - started).toBeLessThan(6000);
  });

  test.runIf(process.platform === 'linux')(
    'whatever on the way goes silent is the cause within six seconds, with a port 80 that is silent as well',
    async () => {
      const authority = await makeAuthority('Lab CA');
      const pair = await makeCertificate({ authority, hosts: ['shop.test'] });
      const [hole, silent] = [await lab.blackHole(), await lab.tcp(() => {})];
      const proxy = { kind: 'proxy', source: 'system', host: '127.0.0.1', port: silent } as const;
      const cases: readonly (readonly [string, number, Partial<ProbeDeps>])[] = [
        ['probe.names-silent', 1, { lookup: never }],
        ['probe.proxy-silent', 1, { lookup: never, proxyFor: async () => proxy }],
        ['probe.tcp-filtered', hole, {}],
        ['probe.tls-silent', silent, {}],
        ['probe.http-silent', await lab.mplatform({ pair, http: () => {} }), { ca: authority.cert }],
        // A system that does not say how it stands or how it goes out.
        ['probe.tls-silent', silent, { lookAround: never, proxyFor: never }],
      ];
      const told: Promise<string | undefined>[] = [];
      for (const [, port, deps] of cases) {
        // Reading the authorities blocks the whole process: each run has it behind it before the next one begins.
        const begun = Promise.withResolvers<void>();
        const server = `https://shop.test:${port}`;
        const options = { onStage: () => begun.resolve() };
        const run = probe({ server, deps: { lookup: atThisMachine, plainPort: () => hole, ...deps }, options });
        await begun.promise;
        const started = performance.now();
        told.push(
          run.then((stages) => {
            expect(performance.now() - started).toBeLessThan(6000);
            return probeVerdict([...stages.values()], 'workstation').cause?.code;
          }),
        );
      }
      expect(await Promise.all(told)).toEqual(cases.map(([code]) => code));
    },
  );

  test('waiting for another stage is not counted as time of the one that waits', async () => {
    const proxy = { kind: 'proxy', source: 'system', host: '127.0.0.1', port: await lab.tcp(() => {}) } as const;
    const deps = { lookup: atThisMachine, proxyFor: async () => proxy };
    const stages = await probe({ server: 'https://shop.test', deps, options: { timeoutMs: 800 } });
    expect(stages.get('proxy')?.ms).toBeGreaterThan(500);
    // It has no more than 320 ms in all, and was asked only after the proxy had used up 600.
    expect(stages.get('names')).toMatchObject({ code: 'probe.names-found' });
    expect(stages.get('names')?.ms).toBeLessThan(320);
  });

  test('a silent server behind a slow resolver gets only the time that is left', async () => {
    const port = await lab.tcp(() => {});
    // The slowness is the fault under test: the time it takes is what the next stages must be short of.
    const lookup = async (_host: string, family: 4 | 6) => {
      await new Promise((resolve) => setTimeout(resolve, 780));
      return family === 4 ? [{ address: '127.0.0.1', family }] : [];
    };
    const stages = await probe({ server: `http://shop.test:${port}`, deps: { lookup }, options: { timeoutMs: 2000 } });
    expect(stages.get('http')?.code).toBe('probe.http-silent');
    // Alone it would have had 1500 ms; what the resolver took is missing.
    expect(stages.get('http')?.ms).toBeLessThan(1450);
  });

  test('cancel ends the run at once, keeps what was found, and closes the connection', async () => {
    const cancel = new AbortController();
    let closed: Promise<unknown> | undefined;
    const port = await lab.tcp((socket) => {
      // The handshake's first bytes: the TLS stage is under way. (The TCP stage sends none.)
      socket.once('data', () => {
        closed = new Promise((resolve) => socket.once('close', resolve));
        cancel.abort();
      });
    });
    const started = performance.now();
    const stages = await probe({ server: `https://127.0.0.1:${port}`, options: { signal: cancel.signal } });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(stages.get('tcp')?.status).toBe('passed');
    expect(stages.get('tls')).toMatchObject({ status: 'notRun', code: 'probe.cancelled' });
    expect(stages.get('live')).toMatchObject({ status: 'notRun', code: 'probe.cancelled' });
    await closed;
  });

  test('cancelling while names waits for the proxy lets it ask nobody any more', async () => {
    const cancel = new AbortController();
    const asked: string[] = [];
    const port = await lab.tcp((socket) => socket.once('data', () => cancel.abort()));
    const proxyFor = async () => ({ kind: 'proxy', source: 'system', host: '127.0.0.1', port }) as const;
    const lookup = async (host: string) => {
      asked.push(host);
      return [];
    };
    await probe({ server: 'https://shop.test', deps: { proxyFor, lookup }, options: { signal: cancel.signal } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([]);
  });

  test('a run that was cancelled before it began asks nobody', async () => {
    const seen: string[] = [];
    const facts = till('http://127.0.0.1:1');
    const read = async () => {
      seen.push('till');
      return ok(facts);
    };
    const deps = { till: tillAccess(facts, { read }) };
    const stages = await probe({ server: 'http://127.0.0.1:1', deps, options: { signal: AbortSignal.abort() } });
    expect(new Set([...stages.values()].map((s) => s.code))).toEqual(new Set(['probe.cancelled']));
    expect(seen).toEqual([]);
  });
});

test('a bug in a stage is an exception that names the stage, not a finding about the shop', async () => {
  const isRunning = () => Promise.reject(new TypeError('broken'));
  const server = `http://127.0.0.1:${await lab.mplatform()}`;
  const failure = probe({ server, deps: { till: tillAccess(till(server), { isRunning }) } });
  await expect(failure).rejects.toThrow('The probe stage "pcposRunning" has a bug');
  await expect(failure).rejects.toMatchObject({ cause: expect.any(TypeError) });
});

test('a bug in one stage ends the others at once and leaves no connection behind', async () => {
  const underWay = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const port = await lab.tcp((socket) => {
    socket.once('data', () => {
      socket.once('close', () => closed.resolve());
      underWay.resolve();
    });
  });
  const isRunning = () => underWay.promise.then(() => Promise.reject(new TypeError('broken')));
  const started = performance.now();
  const server = `https://127.0.0.1:${port}`;
  await expect(probe({ server, deps: { till: tillAccess(till(server), { isRunning }) } })).rejects.toThrow('has a bug');
  await closed.promise;
  expect(performance.now() - started).toBeLessThan(2000);
});

describe('what hangs on this machine', () => {
  test('a disk or a sign-in that never answers is told apart from a server that is down', async () => {
    const port = await lab.mplatform();
    const server = `http://127.0.0.1:${port}`;
    const deps = { till: tillAccess(till(server), { read: never }), session: session(server, { open: never }) };
    const stages = await probe({ server, deps, options: { timeoutMs: 400 } });
    expect(stages.get('signIn')?.code).toBe('probe.sign-in-silent');
    expect(stages.get('pcposConfigured')?.code).toBe('probe.pcpos-read-stalled');
    expect(stages.get('pcposRunning')?.code).toBe('probe.pcpos-port-silent');
  });

  test('the ticket of the probe is handed on unread by anybody but the live echo', async () => {
    const port = await lab.mplatform();
    const stages = await probe({ server: `http://127.0.0.1:${port}` });
    expect(JSON.stringify([...stages.values()])).not.toContain(ticket.nonce);
  });
});
