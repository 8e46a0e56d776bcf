import { describe, expect, it } from 'vitest';
import { type ProbeStage, type ProbeStageId, type ProbeStatus, probeStageIds } from '../../../domain/probe.ts';
import { GROUP_STAGES, groupOf, probeGroupIds, shownGroup, shownStatus, stagesWorstFirst, wires } from './groups.ts';

const stage = (id: ProbeStageId, status: ProbeStatus): ProbeStage => ({
  id,
  status,
  code: 'probe.not-run',
  params: {},
  ms: 1,
  actor: null,
  evidence: {},
});
const all = (status: ProbeStatus, except: Partial<Record<ProbeStageId, ProbeStatus>> = {}) =>
  probeStageIds.map((id) => stage(id, except[id] ?? status));
const line = (stages: readonly ProbeStage[], running = false) => {
  const groups = probeGroupIds.map((id) => shownGroup(id, stages, running));
  return { statuses: groups.map((g) => g.status), wires: wires(groups), worst: groups.map((g) => g.worst) };
};

describe('the line from the till to M/platform', () => {
  it('has a place for every stage, once', () => {
    expect(Object.values(GROUP_STAGES).flat().toSorted()).toEqual([...probeStageIds].toSorted());
    for (const id of probeStageIds) expect(GROUP_STAGES[groupOf(id)]).toContain(id);
  });

  it('shows the worst that happened in a place, and which stage it was', () => {
    const shown = line(all('passed', { tcp: 'failed', portal: 'warned', clock: 'warned', tls: 'notRun', bodies: 'notRun' }));
    expect(shown.statuses).toEqual(['passed', 'warned', 'failed', 'notRun', 'passed']);
    expect(shown.worst[2]).toBe('tcp');
    expect(shown.wires).toEqual([null, 'live', 'broken', 'off', 'live']);
  });

  it('does not let what could not be tested stand for the whole place', () => {
    expect(line(all('passed', { proxy: 'notTestable' })).statuses[1]).toBe('passed');
    const elsewhere = { pcposConfigured: 'notTestable', pcposRunning: 'notTestable', pcposRestarted: 'notTestable' } as const;
    expect(line(all('passed', elsewhere)).statuses[0]).toBe('notTestable');
  });

  it('breaks behind the till when the fault is on the till itself', () => {
    expect(line(all('passed', { pcposRunning: 'failed' })).wires).toEqual([null, 'broken', 'live', 'live', 'live']);
  });

  it('does not call a place good before all of it has ended', () => {
    const begun = line([stage('machine', 'passed'), stage('names', 'passed')], true);
    expect(begun.statuses).toEqual(['running', 'running', 'running', 'pending', 'pending']);
    expect(line([stage('machine', 'passed')]).statuses[1]).toBe('pending');
  });

  it('waits with a stage until what it needs has ended well', () => {
    expect(shownStatus('tls', [], true)).toBe('pending');
    expect(shownStatus('tls', [stage('tcp', 'notTestable')], true)).toBe('running');
    expect(shownStatus('tls', [stage('tcp', 'failed')], true)).toBe('pending');
  });

  it('puts what needs someone first within its place', () => {
    const stages = all('passed', { live: 'failed', tillContact: 'warned' });
    expect(stagesWorstFirst('mplatform', stages)).toEqual(['live', 'tillContact', 'signIn', 'store']);
    expect(stagesWorstFirst('server', stages)).toEqual(GROUP_STAGES.server);
  });
});
