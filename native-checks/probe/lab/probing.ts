import { expect } from 'vitest';
import { type ProbeStage, type ProbeStageId, probeAdvice, probeStage } from '../../../domain/probe.ts';
import { languages, sentence, type TextKey } from '../../../domain/text.ts';
import { runLab } from './run.ts';
import { type LabRun, TOKEN } from './shop.ts';

export { CHANGED_AT, DIGEST, type LabRun, session, TOKEN, ticket, till, tillAccess } from './shop.ts';

/** A probe in which everything is well but what the test changes; every stage that comes out is checked for form. */
export async function probe(run: LabRun): Promise<ReadonlyMap<ProbeStageId, ProbeStage>> {
  const stages = await runLab(run);
  for (const stage of stages) expectWellFormed(stage);
  return new Map(stages.map((stage) => [stage.id, stage]));
}

export function expectWellFormed(stage: ProbeStage): void {
  probeStage.parse(stage);
  const advice = probeAdvice(stage);
  const needsAdvice = stage.status !== 'passed' && stage.status !== 'notTestable';
  expect(advice !== undefined, `${stage.code} has advice`).toBe(needsAdvice);
  for (const language of languages) {
    for (const key of [stage.code, ...(advice === undefined ? [] : [advice])] as TextKey[]) {
      // A brace left over is a parameter that the stage forgot.
      expect(sentence(key, stage.params, language)).not.toMatch(/[{}]|\(\)|: \.|undefined|NaN/);
    }
  }
  expect(JSON.stringify(stage)).not.toContain(TOKEN);
}
