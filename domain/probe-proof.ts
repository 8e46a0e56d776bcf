import * as z from 'zod';
import { type Origin, sha256 } from './model/index.ts';
import { type ProbeStage, type ProbeStageId, probeStage, probeStageIds, probeVerdict } from './probe.ts';
import { FINDINGS, findingOf } from './probe-findings.ts';
import { err, ok, type Result } from './result.ts';
import type { TextKey } from './text.ts';

/**
 * A stage as anyone may send it: nothing in it is believed yet, and a newer client may use words that are not known
 * here. What it says is told apart below, so that the refusal says which of the two it was.
 */
export const sentStage = z.object({
  ...probeStage.shape,
  id: z.string().max(60),
  status: z.string().max(30),
  code: z.string().max(100),
  actor: z.string().max(30).nullable(),
});
export type SentStage = Readonly<z.infer<typeof sentStage>>;

const known: readonly string[] = probeStageIds;
const knownCodes: ReadonlySet<string> = new Set(Object.values(FINDINGS).flatMap((codes) => Object.keys(codes)));

/**
 * The stages as the table of findings has them. A status or actor beside a code that is not the table's, or a code of
 * another stage, no honest client ever sent.
 *
 * Errors: `probes.stages-unknown`, `probes.stages-forged`, `probes.stages-doubled`.
 */
export function readStages(sent: readonly SentStage[]): Result<readonly ProbeStage[], TextKey> {
  for (const { id, code, status, actor } of sent) {
    const finding = known.includes(id) ? findingOf(id as ProbeStageId, code) : undefined;
    if (finding === undefined)
      return err(known.includes(id) && knownCodes.has(code) ? 'probes.stages-forged' : 'probes.stages-unknown');
    if (finding.status !== status || finding.actor !== actor) return err('probes.stages-forged');
  }
  if (new Set(sent.map((s) => s.id)).size < sent.length) return err('probes.stages-doubled');
  return ok(sent as readonly ProbeStage[]);
}

/** Why these stages are no proof: the first cause they name themselves, or that some of them are not there. */
export function verdictFault(
  stages: readonly ProbeStage[],
  origin: Origin,
  wanted: readonly ProbeStageId[] = probeStageIds,
): TextKey | undefined {
  const { passed, cause } = probeVerdict(stages, origin, wanted);
  return passed ? undefined : (cause?.code ?? 'probes.stages-incomplete');
}

/** What the probe was begun for. */
export interface ProbeClaim {
  readonly probeId: string;
  readonly storeId: string;
  /** SHA-256 of the till's whole configuration file. */
  readonly configDigest: string;
}

/** What M/platform knows itself, whatever the stages say. */
export interface ProbeKnowledge {
  /** Where M/platform wants tills to call; null when it was never said. */
  readonly serverAddress: string | null;
  /** RFC 3339: when the till last called by itself, and when its configuration was recorded; null when never. */
  readonly tillContactAt: string | null;
  readonly recordedAt: string | null;
}

/**
 * Why good stages are not believed: what they say beside their codes must fit the probe they are handed in for and
 * what M/platform knows. Times and the clock are the client's own and prove nothing, so they are not judged.
 */
export function claimFault(stages: readonly ProbeStage[], claim: ProbeClaim, knowledge: ProbeKnowledge): TextKey | undefined {
  const by = new Map(stages.map((s) => [s.id, s]));
  return (
    bindingFault(by, claim) ??
    configurationFault(by.get('pcposConfigured'), claim, knowledge.serverAddress) ??
    untestedFault(stages, knowledge.serverAddress) ??
    contactFault(by.get('tillContact'), knowledge)
  );
}

type ById = ReadonlyMap<ProbeStageId, ProbeStage>;

const signInEvidence = z.object({ probeId: z.string() });
const storeEvidence = z.object({ storeId: z.string() });

function bindingFault(by: ById, { probeId, storeId }: ProbeClaim): TextKey | undefined {
  const signIn = signInEvidence.safeParse(by.get('signIn')?.evidence);
  const store = storeEvidence.safeParse(by.get('store')?.evidence);
  if (!signIn.success || !store.success) return 'probes.stages-forged';
  return signIn.data.probeId === probeId && store.data.storeId === storeId ? undefined : 'probes.stages-other-probe';
}

const configuredEvidence = z.object({
  digest: sha256,
  server: z.string(),
  stores: z.array(z.string()),
  active: z.boolean().nullable(),
});

/** What was read from the till's disk must be what the receipt will speak of. From a laptop it may not have been read at all. */
function configurationFault(
  stage: ProbeStage | undefined,
  { storeId, configDigest }: ProbeClaim,
  serverAddress: string | null,
): TextKey | undefined {
  if (stage?.code !== 'probe.pcpos-configured') return undefined;
  const evidence = configuredEvidence.safeParse(stage.evidence);
  if (!evidence.success || evidence.data.active === false) return 'probes.stages-forged';
  const { digest, server, stores } = evidence.data;
  if (digest !== configDigest) return 'probes.other-configuration';
  if (!stores.includes(storeId)) return 'probes.other-store';
  return serverAddress !== null && sameAddress(server, serverAddress) ? undefined : 'probes.other-server';
}

/** What is only so when the server is this very machine, and what only when the way leads through a proxy. */
const ONLY_HERE: readonly TextKey[] = ['probe.machine-not-needed', 'probe.portal-not-needed'];
const ONLY_PROXIED: readonly TextKey[] = ['probe.names-through-proxy', 'probe.tcp-through-proxy', 'probe.portal-through-proxy'];
const PROXIED: readonly TextKey[] = ['probe.proxy-passes', 'probe.proxy-untested'];

/** That something was not needed is believed only where it cannot have been. */
function untestedFault(stages: readonly ProbeStage[], serverAddress: string | null): TextKey | undefined {
  const says = (codes: readonly TextKey[]): boolean => stages.some((s) => codes.includes(s.code));
  const url = URL.parse(serverAddress ?? '');
  const here = url !== null && isThisMachine(url.hostname);
  if (says(ONLY_HERE) && !here) return 'probes.stages-forged';
  if (says(['probe.tls-not-needed']) && !here && url?.protocol !== 'http:') return 'probes.stages-forged';
  return says(ONLY_PROXIED) && !says(PROXIED) ? 'probes.stages-forged' : undefined;
}

function contactFault(stage: ProbeStage | undefined, { tillContactAt, recordedAt }: ProbeKnowledge): TextKey | undefined {
  if (stage?.code !== 'probe.till-contacted') return undefined;
  if (tillContactAt === null) return 'probes.no-till-contact';
  return recordedAt === null || Date.parse(tillContactAt) > Date.parse(recordedAt) ? undefined : 'probes.no-till-contact';
}

/** As addresses are compared, not as texts: `https://m.example` and `https://M.example/` are one. */
export function sameAddress(one: string, other: string): boolean {
  const [a, b] = [URL.parse(one), URL.parse(other)];
  return a !== null && b !== null && a.href.replace(/\/$/, '') === b.href.replace(/\/$/, '');
}

const isThisMachine = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
