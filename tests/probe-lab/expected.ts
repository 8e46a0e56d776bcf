import { expect } from 'vitest';
import { type ProbeStage, probeVerdict } from '../../domain/probe.ts';
import { findingOf } from '../../domain/probe-findings.ts';
import type { Fault } from '../../native-checks/probe/lab/fault.ts';

/**
 * Silence is told by time alone, so where this machine itself stands still for a second, a healthy stage is rightly
 * called slow or silent. What fails three times over is no such moment.
 */
export const ON_THE_CLOCK = { retry: 2 } as const;

export const well = ({ status }: ProbeStage): boolean => status === 'passed' || status === 'notTestable';

/**
 * Exactly this code is found, with what it is known to bring along; it is the verdict's cause where it forbids
 * closing; and what was not run was not run for a reason.
 */
export function expectFound(stages: readonly ProbeStage[], { stage, code, also }: Pick<Fault, 'stage' | 'code' | 'also'>): void {
  const unwell = stages.filter((one) => !well(one) && one.status !== 'notRun');
  expect(unwell.map((one) => one.code).toSorted()).toEqual([code, ...also].toSorted());
  expect(unwell.find((one) => one.code === code)?.id).toBe(stage);
  const { passed, cause } = probeVerdict(stages, 'workstation');
  expect(passed).toBe(unwell.every((one) => one.status === 'warned'));
  if (findingOf(stage, code)?.status === 'failed') expect(cause).toMatchObject({ id: stage, code });
  for (const one of stages) if (one.status === 'notRun') expect(one.code).toBe('probe.not-run');
}
