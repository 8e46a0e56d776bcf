import { getServers } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type AddressFault, parseAddress, shownAddress } from '../address.ts';
import { resolverAnswers } from '../resolver.ts';
import { type Address, found, stage } from '../stage.ts';
import type { Lookup } from '../types.ts';
import { errorCode, together, untilStopped } from '../wait.ts';

/** Slower than this, every first call of the till is felt at the counter. */
const SLOW_MS = 1000;

const FAULTS = {
  missing: 'probe.address-missing',
  invalid: 'probe.address-invalid',
  withPassword: 'probe.address-with-password',
} as const satisfies Record<AddressFault, string>;

/** Of one family: every one of them gets a connection. */
const MOST_ADDRESSES = 8;

/** The hosts file counts too: the till asks the system, so the probe does. */
const fromSystem: Lookup = (host, family) => systemLookup(host, { family, all: true });

export const names = stage('names', async ({ input, deps, facts, signal, outcomeOf }) => {
  const target = parseAddress(input.serverAddress);
  if (!target.ok) return found(FAULTS[target.error], { address: shownAddress(input.serverAddress) });
  const { host } = target.value;
  await outcomeOf('proxy');
  if (facts.proxy !== undefined) return found('probe.names-through-proxy', { host }, {}, { target: target.value });
  const literal = isIP(host);
  if (literal !== 0) {
    const addresses: readonly Address[] = [{ address: host, family: literal === 6 ? 6 : 4 }];
    return found('probe.names-literal', { host }, { addresses }, { target: target.value, addresses });
  }
  const now = deps.stopwatch ?? (() => performance.now());
  const started = now();
  const lookup = deps.lookup ?? fromSystem;
  const families = ([4, 6] as const).map((family) => (s: AbortSignal) => ask(() => lookup(host, family), family, now, s));
  const answers = await together(families, (answer) => answer.addresses.length > 0, signal);
  const ms = Math.round(now() - started);
  const [v4, v6] = answers;
  const evidence = { host, a: v4, aaaa: v6, resolvers: getServers() };
  const addresses = answers.flatMap((answer) => answer.addresses);
  if (addresses.length > 0) {
    const fastest = Math.min(...answers.filter((a) => a.addresses.length > 0).map((a) => a.ms));
    const code = fastest > SLOW_MS ? 'probe.names-slow' : 'probe.names-found';
    return found(code, { host, ms: fastest, count: addresses.length }, evidence, { target: target.value, addresses });
  }
  const code = noAddress(answers);
  const isThere = code === 'probe.names-no-resolver' && deps.lookup === undefined && (await resolverAnswers(host, signal));
  return found(isThere ? 'probe.names-failed' : code, { host, ms }, evidence);
});

interface Answer {
  readonly addresses: readonly Address[];
  /** The resolver's code, `silent`, or null when it answered. */
  readonly error: string | null;
  readonly ms: number;
}

async function ask(lookup: () => ReturnType<Lookup>, family: 4 | 6, now: () => number, signal: AbortSignal): Promise<Answer> {
  const started = now();
  const answer = (addresses: readonly Address[], error: string | null): Answer => {
    return { addresses, error, ms: Math.round(now() - started) };
  };
  try {
    // Cancelled while it waited for the proxy, it asks nobody any more.
    const found = signal.aborted ? 'stopped' : await untilStopped(lookup(), signal);
    if (found === 'stopped') return answer([], 'silent');
    return answer(
      [...new Set(found.map((entry) => entry.address))].slice(0, MOST_ADDRESSES).map((address) => ({ address, family })),
      null,
    );
  } catch (cause) {
    return answer([], errorCode(cause));
  }
}

/** An answer "no such name" from either family outweighs the other family's silence. */
function noAddress(answers: readonly Answer[]) {
  const errors = answers.map((answer) => answer.error);
  if (errors.some((e) => e === null || e === 'ENOTFOUND' || e === 'ENODATA')) return 'probe.names-unknown';
  if (errors.includes('silent')) return 'probe.names-silent';
  return errors.includes('EAI_AGAIN') ? 'probe.names-no-resolver' : 'probe.names-failed';
}
