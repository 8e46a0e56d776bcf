import { isLoopbackHost, type Target } from './address.ts';
import { type Got, get } from './get.ts';
import type { Address, StageContext } from './stage.ts';
import { together, within } from './wait.ts';

/** A web server that lets a plain request wait longer than this says nothing worth waiting for. */
const PATIENCE_MS = 2000;

/** What came back from one address without encryption. */
export interface PlainAnswer {
  readonly got: Got;
  readonly address: string;
  readonly port: number;
  /** What the answer's `Date` said beside this machine's clock; undefined where it said nothing. */
  readonly clock: { readonly theirs: number; readonly ours: number } | undefined;
}

/**
 * One `GET /generate_204` without encryption, as M/platform and networks with a sign-in page know it; made once in a
 * run. No token, no redirect followed, little read. Undefined where there is nothing to ask: no address yet, this
 * very machine, or a proxy that would answer instead.
 */
export async function plainAnswer({ deps, facts, trust, once }: StageContext): Promise<PlainAnswer | undefined> {
  const { target, addresses, proxy } = facts;
  if (target === undefined || addresses === undefined || proxy !== undefined || isLoopbackHost(target.host)) return undefined;
  const port = deps.plainPort?.(target) ?? (target.secure ? 80 : target.port);
  const origin = plainOrigin(target, port);
  return once('plain', async (signal) => {
    const ask = async (address: Address, s: AbortSignal): Promise<PlainAnswer> => {
      const got = await get(origin, address, trust, 'generate_204', s);
      const ours = deps.clock.now();
      const theirs = got.kind === 'answered' ? Date.parse(got.headers.date ?? '') : Number.NaN;
      return { got, address: address.address, port, clock: Number.isNaN(theirs) ? undefined : { theirs, ours } };
    };
    const attempts = oneOfEach(addresses).map((address) => (s: AbortSignal) => ask(address, s));
    const isAnswer = ({ got }: PlainAnswer) => got.kind === 'answered';
    const answers = await within(PATIENCE_MS, signal, (s) => together(attempts, isAnswer, s));
    return answers.find(isAnswer) ?? answers[0];
  });
}

function plainOrigin(target: Target, port: number): Target {
  const url = new URL(`http://${target.url.hostname}:${port}/`);
  return { url, host: target.host, port, secure: false };
}

/** Of each family: the way of one may be shut where the other's is open. */
const oneOfEach = (addresses: readonly Address[]): readonly Address[] =>
  ([4, 6] as const).flatMap((family) => addresses.find((one) => one.family === family) ?? []);
