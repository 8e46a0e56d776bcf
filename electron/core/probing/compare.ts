import type { ProbeStage, ProbeStageId } from '../../../domain/probe.ts';
import type { ProbeRun, StageChange } from '../api/views.ts';

type Evidence = Readonly<Record<string, unknown>>;
type Facts = ReadonlyMap<string, string>;

/** What another value of tells something; times, ports of our own and the like are another each time. */
const WORTH_NAMING = [
  'addresses',
  'gateway',
  'proxy',
  'resolvers',
  'a',
  'aaaa',
  'protocol',
  'server',
  'location',
  'digest',
  'stores',
  'active',
  'port',
  'standing',
] as const;

const LONGEST = 200;

/**
 * What is otherwise than in the last good run: stages that ended otherwise, and evidence that explains it. A stage that
 * was not run says nothing, since what kept it from running is a change itself.
 */
export function compareStages(before: readonly ProbeStage[], after: readonly ProbeStage[]): readonly StageChange[] {
  const good = new Map(before.map((stage) => [stage.id, stage]));
  return after.flatMap((now): StageChange[] => {
    if (now.status === 'notRun') return [];
    const then = good.get(now.id);
    const facts = then === undefined ? [] : changedFacts(factsOf(then), factsOf(now));
    const same = then !== undefined && then.status === now.status && then.code === now.code;
    if (same && facts.length === 0) return [];
    return [{ id: now.id, before: then === undefined ? null : ending(then), after: ending(now), facts }];
  });
}

/** For a run that has just ended. */
export const sinceGood = (good: ProbeRun | undefined, stages: readonly ProbeStage[]): ProbeRun['sinceGood'] =>
  good === undefined ? null : { runId: good.id, finishedAt: good.finishedAt, changed: compareStages(good.stages, stages) };

const ending = ({ status, code, params }: ProbeStage): StageChange['after'] => ({ status, code, params });

function changedFacts(before: Facts, after: Facts): StageChange['facts'] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    // Named in one of the two only, it may just not have been reached this time.
    return was === undefined || is === undefined || was === is ? [] : [{ name, before: was, after: is }];
  });
}

function factsOf({ id, evidence }: ProbeStage): Facts {
  const facts = new Map<string, string>();
  for (const name of WORTH_NAMING) {
    const text = shown(evidence[name]);
    if (text !== undefined) facts.set(name, text);
  }
  for (const [name, value] of OWN[id]?.(evidence) ?? []) facts.set(name, clip(value));
  return facts;
}

/** Evidence whose shape is the stage's own. */
const OWN: Readonly<Partial<Record<ProbeStageId, (evidence: Evidence) => readonly (readonly [string, string])[]>>> = {
  tcp: ({ attempts }) => {
    const open = records(attempts).flatMap((one) => (one.error === null ? [String(one.address)] : []));
    return open.length === 0 ? [] : [['addresses', open.sort().join(', ')]];
  },
  tls: ({ chain }) => {
    const [leaf] = records(chain);
    if (leaf === undefined) return [];
    return [
      ['issuer', String(leaf.issuer)],
      ['fingerprint', String(leaf.fingerprint256)],
    ];
  },
};

const records = (value: unknown): readonly Evidence[] =>
  Array.isArray(value) ? value.filter((one): one is Evidence => typeof one === 'object' && one !== null) : [];

/** Lists are compared as sets: a resolver gives the same addresses in another order each time. */
function shown(value: unknown): string | undefined {
  if (typeof value === 'string') return clip(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return '–';
  if (Array.isArray(value)) return clip([...new Set(value.map((one) => shown(one) ?? ''))].sort().join(', '));
  if (typeof value !== 'object') return undefined;
  const { address, host, port } = value as Evidence;
  if (typeof address === 'string') return clip(address);
  if (typeof host === 'string') return clip(typeof port === 'number' ? `${host}:${port}` : host);
  const { addresses } = value as Evidence;
  return addresses === undefined ? undefined : shown(addresses);
}

const clip = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
