import { on, once } from 'node:events';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { WebSocket } from 'ws';
import { probeVerdict } from '../../domain/probe.ts';
import { ok } from '../../domain/result.ts';
import { makeAuthority, makeCertificate } from '../../native-checks/probe/lab/certificates.ts';
import { slowLine } from '../../native-checks/probe/lab/delay.ts';
import type { Fault } from '../../native-checks/probe/lab/fault.ts';
import { faults } from '../../native-checks/probe/lab/faults.ts';
import { runLab } from '../../native-checks/probe/lab/run.ts';
import { Lab } from '../../native-checks/probe/lab/servers.ts';
import { type LabRun, session, TOKEN, ticket } from '../../native-checks/probe/lab/shop.ts';
import { type Benchmark, type Measurement, median, timed } from './measure.ts';

const DIAGNOSED_WITHIN_MS = 6_000;
const PROMISED_RATIO = 3;
/** A line of the shop's town, of the country, and a mobile one. Milliseconds there and back. */
const ROUND_TRIPS_MS = [5, 40, 150];

/** What takes longest to tell: nobody says anything. */
const SILENT = [
  'probe.tcp-filtered',
  'probe.names-silent',
  'probe.proxy-silent',
  'probe.tls-silent',
  'probe.http-silent',
  'probe.http-stalled',
  'probe.bodies-large-stall',
  'probe.sign-in-silent',
  'probe.live-no-upgrade',
  'probe.live-no-answer',
];

/** A server that is dead or silent, at each point where it can be, with the time that a technician's probe has. */
export const silenceBenchmark: Benchmark = () => {
  const canBeHad = faults.filter(({ code, needs }) => SILENT.includes(code) && (needs === null || process.platform === 'linux'));
  // All at once: whoever waits for silence is in nobody's way.
  return Promise.all(canBeHad.map(diagnosis));
};

async function diagnosis({ name, code, arrange }: Fault): Promise<Measurement> {
  const lab = new Lab();
  try {
    const run = await arrange(lab);
    let cause: string | undefined;
    const value = await timed(async () => {
      cause = probeVerdict(await runLab({ ...run, options: {} }), 'workstation').cause?.code;
    });
    const kept = cause === code && value <= DIAGNOSED_WITHIN_MS;
    const promise = `at most ${DIAGNOSED_WITHIN_MS} ms, and named`;
    return { name: `probe: ${name}`, unit: 'ms', value, floor: null, ratio: null, promise, kept };
  } finally {
    await lab.close();
  }
}

/** The whole probe on healthy lines, beside its questions asked plainly, each once and one after the other. */
export const probeBenchmark: Benchmark = async ({ runs }) => {
  const measured: Measurement[] = [];
  for (const roundTripMs of ROUND_TRIPS_MS) measured.push(await besidePlain(roundTripMs, Math.min(runs, 5)));
  return measured;
};

async function besidePlain(roundTripMs: number, runs: number): Promise<Measurement> {
  const lab = new Lab();
  try {
    const line = await healthyLine(lab, roundTripMs);
    const times = { probe: [] as number[], plain: [] as number[] };
    for (let run = 0; run < runs; run++) {
      times.plain.push(await timed(() => askPlainly(line)));
      times.probe.push(
        await timed(async () => {
          const { cause } = probeVerdict(await runLab(line.run), 'workstation');
          if (cause !== undefined) throw new Error(`A healthy line ended with ${cause.code}`);
        }),
      );
    }
    // The connection that the probe opens only to see that it opens costs nothing on this line.
    const value = median(times.probe) + roundTripMs;
    const floor = { what: `plain, ${PLAIN_ROUND_TRIPS} round trips`, value: median(times.plain) };
    const ratio = value / floor.value;
    const promise = `at most ${PROMISED_RATIO} × the plain requests`;
    return {
      name: `probe, ${roundTripMs} ms there and back`,
      unit: 'ms',
      value,
      floor,
      ratio,
      promise,
      kept: ratio <= PROMISED_RATIO,
    };
  } finally {
    await lab.close();
  }
}

interface HealthyLine {
  readonly roundTripMs: number;
  readonly host: string;
  readonly port: number;
  readonly ca: string;
  readonly run: LabRun;
}

async function healthyLine(lab: Lab, roundTripMs: number): Promise<HealthyLine> {
  const host = 'sklep.test';
  const authority = await makeAuthority('Lab CA');
  const pair = await makeCertificate({ authority, hosts: [host] });
  const port = await slowLine(lab, await lab.mplatform({ pair }), roundTripMs);
  const plain = await slowLine(lab, await lab.mplatform(), roundTripMs);
  const server = `https://${host}:${port}`;
  const ca = authority.cert;
  /** On a connection of its own, as the device's client may well have to. */
  const open = async () => {
    await ask({ host, port, ca, agent: false, path: '/v1/probes', body: '{}' });
    return ok(ticket);
  };
  const deps = {
    ca,
    lookup: async (_host: string, family: 4 | 6) => {
      await pause(roundTripMs);
      return family === 4 ? [{ address: '127.0.0.1', family }] : [];
    },
    plainPort: () => plain,
    session: session(server, { open }),
  };
  return { roundTripMs, host, port, ca, run: { server, deps } };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Name, connection, TLS, health, a small and a large body, sign-in; connection, TLS, upgrade and echo of the WebSocket. */
const PLAIN_ROUND_TRIPS = 1 + 2 + 1 + 2 + 1 + 3 + 1;

async function askPlainly({ host, port, ca, roundTripMs }: HealthyLine): Promise<void> {
  await pause(roundTripMs);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const at = { host, port, ca, agent };
  await ask({ ...at, path: '/v1/health' });
  await ask({ ...at, path: '/v1/echo', body: 'x'.repeat(200) });
  await ask({ ...at, path: '/v1/echo', body: 'x'.repeat(12 * 1024) });
  await ask({ ...at, path: '/v1/probes', body: '{}' });
  agent.destroy();
  const socket = new WebSocket(`wss://${host}:${port}/v1/live`, {
    headers: { authorization: `Bearer ${TOKEN}` },
    createConnection: () => connect({ host: '127.0.0.1', port, ca, servername: host }),
    perMessageDeflate: false,
  });
  const messages = on(socket, 'message');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'echo', probeId: ticket.probeId, nonce: ticket.nonce }));
  for await (const [data] of messages) if (String(data).includes(ticket.nonce)) break;
  socket.terminate();
}

interface Question {
  readonly host: string;
  readonly port: number;
  readonly ca: string;
  readonly agent: Agent | false;
  readonly path: string;
  readonly body?: string;
}

async function ask({ host, body, ...question }: Question): Promise<void> {
  const method = body === undefined ? 'GET' : 'POST';
  const asked = request({ ...question, method, host: '127.0.0.1', servername: host, headers: { host } });
  asked.end(body);
  const [answer] = await once(asked, 'response');
  await text(answer);
}
