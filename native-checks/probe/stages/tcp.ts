import { connect } from 'node:net';
import { type Address, found, known, stage } from '../stage.ts';
import { authorityOf } from '../tunnel.ts';
import { errorCode, together } from '../wait.ts';

/** Each address gets its own connection: one dead address of two is what "sometimes it works" is made of. */
export const tcp = stage('tcp', async ({ facts, signal }) => {
  const { host, port } = known(facts.target, 'target');
  const { proxy } = facts;
  if (proxy !== undefined) return found('probe.tcp-through-proxy', { host }, { proxy: authorityOf(proxy) }, { route: { proxy } });
  const addresses = known(facts.addresses, 'addresses');
  const attempts = await together(
    addresses.map((address) => (s: AbortSignal) => attempt(address, port, s)),
    (one) => one.error === null,
    signal,
  );
  const open = attempts.filter((one) => one.error === null).sort((a, b) => a.ms - b.ms);
  const route = open[0];
  const evidence = { port, attempts };
  const silent = attempts.filter((one) => one.error === 'silent');
  const params = { host, port, addresses: silent.map((one) => one.address).join(', ') };
  if (route === undefined) return found(noWay(attempts), params, evidence);
  const facing = { route: { address: route.address, family: route.family } };
  const code =
    silent.length === 0
      ? 'probe.tcp-open'
      : silent.every((one) => one.family === 6) && route.family === 4
        ? 'probe.tcp-ipv6-silent'
        : 'probe.tcp-partly-silent';
  return found(code, { ...params, ms: route.ms }, evidence, facing);
});

interface Attempt extends Address {
  /** The system's code, `silent` when nothing came back, null when the connection stood. */
  readonly error: string | null;
  readonly ms: number;
}

function attempt(to: Address, port: number, signal: AbortSignal): Promise<Attempt> {
  const started = performance.now();
  return new Promise((resolve) => {
    const socket = connect({ host: to.address, port });
    const done = (error: string | null): void => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve({ ...to, error, ms: Math.round(performance.now() - started) });
    };
    const stop = (): void => done('silent');
    socket.once('connect', () => done(null)).on('error', (cause) => done(errorCode(cause)));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}

const UNREACHABLE = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'ENETDOWN', 'EHOSTDOWN'];

/** The address that got furthest tells most: a refusal comes from the server's machine, silence from on the way. */
function noWay(attempts: readonly Attempt[]) {
  const errors = attempts.map((one) => one.error ?? '');
  if (errors.some((e) => e === 'ECONNREFUSED')) return 'probe.tcp-refused';
  if (errors.some((e) => e === 'silent' || e === 'ETIMEDOUT')) return 'probe.tcp-filtered';
  if (errors.some((e) => e === 'EACCES' || e === 'EPERM')) return 'probe.tcp-blocked-here';
  return errors.every((e) => UNREACHABLE.includes(e)) ? 'probe.tcp-unreachable' : 'probe.tcp-failed';
}
