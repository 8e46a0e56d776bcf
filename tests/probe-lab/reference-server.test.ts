import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '../../domain/result.ts';
import {
  begin,
  type Device,
  enrolDevice,
  type ProbeOrder,
  startServer,
  type TestServer,
} from '../../mplatform/server/testing.ts';
import { DIGEST, probe } from '../../native-checks/probe/lab/probing.ts';
import { Lab } from '../../native-checks/probe/lab/servers.ts';

let server: TestServer;
let device: Device;
const lab = new Lab();
beforeEach(async () => {
  server = await startServer();
  device = await enrolDevice(server);
});
afterEach(async () => {
  await lab.close();
  await server.close();
});

const order: ProbeOrder = { subTicketId: 's-735', storeId: '735', configDigest: DIGEST, origin: 'workstation' };

/** As a technician's laptop probes, or with `elsewhere` as a till does that has no account. */
async function probeAt(address: string, elsewhere: boolean) {
  const signedIn = {
    origin: new URL(address).origin,
    open: async () => ok(await begin(server, device, order)),
    accessToken: () => device.token,
  };
  const session = elsewhere ? ('elsewhere' as const) : signedIn;
  return probe({ server: address, deps: { clock: server.clock, session } });
}

/** A proxy for plain pages: whatever asks for another protocol is taken out of a request. */
async function plainProxy(): Promise<string> {
  const { port, hostname } = new URL(server.address);
  const proxy = await lab.tcp((near) => {
    const far = connect(Number(port), hostname).on('error', () => near.destroy());
    near.on('data', (part) => {
      const text = part.toString('latin1');
      const plain = /^GET /.test(text) ? text.replace(/^(?:connection|upgrade): .*\r\n/gim, '') : text;
      far.write(plain, 'latin1');
    });
    near.once('close', () => far.destroy());
    far.pipe(near);
  });
  return `http://127.0.0.1:${proxy}`;
}

describe.each([
  ['with a technician’s account', false],
  ['of a till without an account', true],
])('a probe %s', (_who, elsewhere) => {
  test('finds the reference server well, over and over', async () => {
    for (let run = 0; run < 3; run += 1) {
      const stages = await probeAt(server.address, elsewhere);
      expect(['http', 'bodies', 'live'].map((id) => stages.get(id as 'http')?.code)).toEqual([
        'probe.http-ok',
        'probe.bodies-pass',
        'probe.live-echoed',
      ]);
      expect(stages.get('live')?.evidence).toMatchObject({ roundTrips: { length: 5 } });
    }
  });

  test('tells a proxy that strips WebSocket, while all else passes through it', async () => {
    const stages = await probeAt(await plainProxy(), elsewhere);
    expect(stages.get('http')?.code).toBe('probe.http-ok');
    expect(stages.get('bodies')?.code).toBe('probe.bodies-pass');
    expect(stages.get('live')).toMatchObject({
      code: 'probe.live-stripped',
      evidence: { status: 426, fromServer: true },
    });
  });
});

test('a token that the server does not take is told apart from a proxy', async () => {
  const token = `${device.token.slice(0, -4)}AAAA`;
  device = { ...device, token };
  const session = {
    origin: new URL(server.address).origin,
    open: async () => ok({ probeId: 'p', nonce: 'n'.repeat(20), store: 'known' as const }),
    accessToken: () => token,
  };
  const stages = await probe({ server: server.address, deps: { clock: server.clock, session } });
  expect(stages.get('live')).toMatchObject({ code: 'probe.live-sign-in-refused', evidence: { status: 401, fromServer: true } });
});

test('a server that has had too many echoes from here is busy, which is nobody’s fault and no ban on closing', async () => {
  await server.close();
  server = await startServer({ rateLimits: { device: 600, address: 240, echo: 1 } });
  device = await enrolDevice(server);
  expect((await probeAt(server.address, false)).get('bodies')).toMatchObject({
    status: 'warned',
    code: 'probe.bodies-busy',
    evidence: { small: { status: 200 }, large: { status: 429 } },
  });
});
