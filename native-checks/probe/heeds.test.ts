import { expect, test } from 'vitest';
import { type ProbeStageId, probeStageIds, STAGE_NEEDS } from '../../domain/probe.ts';
import { STAGE_HEEDS, withNeeds } from './heeds.ts';

test('no stage waits, through others or not, for itself', () => {
  const waitsFor = (id: ProbeStageId): readonly ProbeStageId[] => [...STAGE_NEEDS[id], ...(STAGE_HEEDS[id] ?? [])];
  const reached = (from: ProbeStageId, path: readonly ProbeStageId[] = []): readonly ProbeStageId[] => {
    expect(path, 'a circle').not.toContain(from);
    return waitsFor(from).flatMap((next) => reached(next, [...path, from]));
  };
  for (const id of probeStageIds) reached(id);
});

test('a stage that says more when it knows of another brings that one along', () => {
  expect(withNeeds(['names'])).toEqual(['machine', 'proxy', 'names']);
  expect(withNeeds(['clock'])).toEqual(['machine', 'proxy', 'names', 'portal', 'tcp', 'tls', 'http', 'clock']);
  expect(withNeeds(['pcposRunning'])).toEqual(['pcposRunning']);
});
