import { type ProbeStage, probeAdvice, probeStageIds } from '../../../domain/probe.ts';
import { type Language, sentence, type TextParams } from '../../../domain/text.ts';
import { formatInstant } from '../../format.ts';
import type { Translate } from '../../i18n.ts';
import { isInstant } from './evidence.ts';
import { stageNames } from './looks.ts';

type Said = Pick<ProbeStage, 'code' | 'params'>;

/** Instants are told as a Polish clock shows them. */
const readable = (params: TextParams, language: Language): TextParams =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' && isInstant(value) ? formatInstant(value, language) : value,
    ]),
  );

/** What was found out; for what was left out, because of which stage. */
export function findingText(stage: Said & Partial<Pick<ProbeStage, 'evidence'>>, t: Translate, language: Language): string {
  const because = probeStageIds.find((id) => id === stage.evidence?.because);
  if (stage.code === 'probe.not-run' && because !== undefined) return t('probe.because', { stage: t(stageNames[because]) });
  return sentence(stage.code, readable(stage.params, language), language);
}

/** What to do about it; undefined where there is nothing to do. */
export function adviceText(stage: Said, language: Language): string | undefined {
  const key = stage.code === 'probe.not-run' || stage.code === 'probe.cancelled' ? undefined : probeAdvice(stage);
  return key === undefined ? undefined : sentence(key, readable(stage.params, language), language);
}
