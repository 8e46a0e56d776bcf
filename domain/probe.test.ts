import { describe, expect, it } from 'vitest';
import type { Origin } from './model/index.ts';
import {
  forbidsClosing,
  LEFT_TO_DEVICE,
  MAY_BE_UNTESTED,
  type ProbeStage,
  type ProbeStageId,
  probeStageIds,
  probeVerdict,
  STAGE_NEEDS,
  TESTED_BY_TILL,
} from './probe.ts';
import { FINDINGS, type FindingCode, findingOf, RUN_FINDINGS } from './probe-findings.ts';

const stage = (id: ProbeStageId, code: string): ProbeStage => {
  const finding = findingOf(id, code);
  if (finding === undefined) throw new Error(`${id} has no ${code}`);
  return { id, code: code as FindingCode, status: finding.status, actor: finding.actor, params: {}, ms: 1, evidence: {} };
};
const passing = (id: ProbeStageId): ProbeStage => {
  const code = Object.entries(FINDINGS[id]).find(([, finding]) => finding.status === 'passed')?.[0];
  return stage(id, code ?? '');
};
const allPassed = (): ProbeStage[] => probeStageIds.map(passing);
const but = (...others: readonly ProbeStage[]): ProbeStage[] =>
  allPassed().map((s) => others.find((other) => other.id === s.id) ?? s);
const cause = (stages: readonly ProbeStage[], origin: Origin = 'workstation') => probeVerdict(stages, origin).cause?.code;

const everyCode = (Object.entries(FINDINGS) as [ProbeStageId, Record<string, { status: string }>][]).flatMap(([id, codes]) =>
  Object.entries(codes).map(([code, { status }]) => ({ id, code, status })),
);

describe('what forbids closing', () => {
  it('is every failure and everything that was not run, and no warning, wherever the probe ran', () => {
    for (const { id, code, status } of everyCode.filter((c) => c.status !== 'notTestable')) {
      const forbids = status === 'failed';
      expect([code, probeVerdict(but(stage(id, code)), 'workstation').passed]).toEqual([code, !forbids]);
      expect([code, probeVerdict(but(stage(id, code)), 'laptop').passed]).toEqual([code, !forbids]);
    }
    for (const code of Object.keys(RUN_FINDINGS)) expect(cause(but(stage('bodies', code)))).toBe(code);
  });

  // Written out once more on purpose: whoever opens the gate further has to say so in two places.
  it('is also what was not tested, but for what there is none of, and the till as seen from a laptop', () => {
    const forbidden = (origin: Origin) =>
      everyCode
        .filter(({ id, code, status }) => status === 'notTestable' && !probeVerdict(but(stage(id, code)), origin).passed)
        .map((c) => c.code)
        .sort();
    const never = [
      'probe.live-elsewhere',
      'probe.proxy-no-address',
      'probe.sign-in-elsewhere',
      'probe.store-elsewhere',
      'probe.till-contact-elsewhere',
    ];
    const till = ['probe.pcpos-not-here', 'probe.pcpos-restart-not-here', 'probe.pcpos-running-not-here'];
    expect(forbidden('laptop')).toEqual(never);
    expect(forbidden('workstation')).toEqual([...never, ...till].sort());
  });

  it('is a code that is not in the table of what may be untested, even one named like a part of every object', () => {
    for (const code of ['probe.tcp-open', 'constructor', '__proto__'] as FindingCode[]) {
      expect(forbidsClosing({ status: 'notTestable', code }, 'laptop')).toBe(true);
    }
    expect(Object.keys(MAY_BE_UNTESTED).filter((code) => !everyCode.some((c) => c.code === code))).toEqual([]);
  });
});

describe('the verdict', () => {
  it('passes with all sixteen stages, and with none of them missing, doubled or in another order', () => {
    expect(probeVerdict(allPassed(), 'workstation')).toEqual({ passed: true, cause: undefined });
    expect(probeVerdict(allPassed().reverse(), 'workstation').passed).toBe(true);
    for (const id of probeStageIds) {
      const without = allPassed().filter((s) => s.id !== id);
      expect([id, probeVerdict(without, 'workstation').passed]).toEqual([id, false]);
      expect([id, probeVerdict([...allPassed(), passing(id)], 'workstation').passed]).toEqual([id, false]);
    }
  });

  it('is not saved by a good stage that hides a bad one of the same name', () => {
    expect(probeVerdict([stage('tcp', 'probe.tcp-refused'), ...allPassed()], 'workstation').passed).toBe(false);
  });

  it('names the first failure, and neither its consequences nor a warning before it', () => {
    const notRun = (id: ProbeStageId) => stage(id, 'probe.not-run');
    const stages = but(
      stage('names', 'probe.names-slow'),
      stage('tcp', 'probe.tcp-refused'),
      ...(['tls', 'http', 'signIn', 'store', 'live'] as const).map(notRun),
      stage('pcposRunning', 'probe.pcpos-stopped'),
    );
    expect(cause(stages)).toBe('probe.tcp-refused');
    expect(cause(but(notRun('machine'), stage('pcposRunning', 'probe.pcpos-stopped')))).toBe('probe.pcpos-stopped');
  });

  it('judges only what was wanted, when it is asked about a part', () => {
    const part = ['names', 'tcp'] as const;
    expect(probeVerdict(part.map(passing), 'workstation', part).passed).toBe(true);
    expect(probeVerdict(part.map(passing), 'workstation').passed).toBe(false);
  });
});

it('has every stage after the ones it needs, so that the first failure in reading order is a cause', () => {
  for (const id of probeStageIds)
    for (const need of STAGE_NEEDS[id]) expect(probeStageIds.indexOf(need)).toBeLessThan(probeStageIds.indexOf(id));
});

it('leaves nothing out between a till without an account and the device that takes its result in', () => {
  expect([...new Set([...TESTED_BY_TILL, ...LEFT_TO_DEVICE])].sort()).toEqual([...probeStageIds].sort());
  expect(TESTED_BY_TILL.filter((id) => LEFT_TO_DEVICE.includes(id))).toEqual(['live']);
});
