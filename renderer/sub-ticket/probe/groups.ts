import { type ProbeStage, type ProbeStageId, type ProbeStatus, STAGE_NEEDS } from '../../../domain/probe.ts';

/** `running` and `pending` are only on the screen: the first waits for its finding, the second for the first. */
export type ShownStatus = ProbeStatus | 'running' | 'pending';

/** The places on the way, from the till outwards: where a person would go to mend something. */
export const probeGroupIds = ['till', 'computer', 'network', 'server', 'mplatform'] as const;
export type ProbeGroupId = (typeof probeGroupIds)[number];

export const GROUP_STAGES: Readonly<Record<ProbeGroupId, readonly ProbeStageId[]>> = {
  till: ['pcposConfigured', 'pcposRunning', 'pcposRestarted'],
  computer: ['machine', 'proxy', 'clock'],
  network: ['names', 'portal', 'tcp'],
  server: ['tls', 'http', 'bodies'],
  mplatform: ['signIn', 'store', 'live', 'tillContact'],
};

export function groupOf(id: ProbeStageId): ProbeGroupId {
  const group = probeGroupIds.find((one) => GROUP_STAGES[one].includes(id));
  if (group === undefined) throw new Error(`The stage ${id} has no place on the screen`);
  return group;
}

export function shownStatus(id: ProbeStageId, stages: readonly ProbeStage[], running: boolean): ShownStatus {
  const ended = stages.find((s) => s.id === id);
  if (ended !== undefined) return ended.status;
  if (!running) return 'pending';
  const ready = STAGE_NEEDS[id].every((need) =>
    stages.some((s) => s.id === need && s.status !== 'failed' && s.status !== 'notRun'),
  );
  return ready ? 'running' : 'pending';
}

/** Worst first; what has not ended outweighs what ended well, and what could be tested what could not. */
const BY_WEIGHT: readonly ShownStatus[] = ['failed', 'running', 'pending', 'notRun', 'warned', 'passed', 'notTestable'];

export interface ShownGroup {
  readonly id: ProbeGroupId;
  readonly status: ShownStatus;
  /** How many of its stages have an end. */
  readonly ended: number;
  readonly all: number;
  /** What its status comes from. */
  readonly worst: ProbeStageId;
}

export function shownGroup(id: ProbeGroupId, stages: readonly ProbeStage[], running: boolean): ShownGroup {
  const ids = GROUP_STAGES[id];
  const shown = ids.map((stage) => ({ stage, status: shownStatus(stage, stages, running) }));
  const worst = shown.reduce((a, b) => (BY_WEIGHT.indexOf(b.status) < BY_WEIGHT.indexOf(a.status) ? b : a));
  const ended = shown.filter((s) => s.status !== 'running' && s.status !== 'pending').length;
  return { id, status: worst.status, ended, all: ids.length, worst: worst.stage };
}

/** The stages of a group, those that need someone first. */
export function stagesWorstFirst(id: ProbeGroupId, stages: readonly ProbeStage[]): readonly ProbeStageId[] {
  const weight = (stage: ProbeStageId): number => {
    const status = stages.find((s) => s.id === stage)?.status;
    return status === 'failed' ? 0 : status === 'warned' ? 1 : 2;
  };
  return GROUP_STAGES[id].toSorted((a, b) => weight(a) - weight(b));
}

export type Wire = 'live' | 'broken' | 'off' | 'idle';

const leads = (status: ShownStatus): Wire => {
  if (status === 'failed') return 'broken';
  if (status === 'notRun') return 'off';
  return status === 'passed' || status === 'warned' || status === 'notTestable' ? 'live' : 'idle';
};

/** The wire that leads from the place before to each place; the first place has none, so its break is seen behind it. */
export function wires(groups: readonly ShownGroup[]): readonly (Wire | null)[] {
  return groups.map(({ status }, n) => {
    if (n === 0) return null;
    return n === 1 && groups[0]?.status === 'failed' && status !== 'failed' ? 'broken' : leads(status);
  });
}
