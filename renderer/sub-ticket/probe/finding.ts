import { type ProbeStage, type ProbeStageId, probeAdvice, probeStageIds } from '../../../domain/probe.ts';
import { type Language, sentence, type TextParams } from '../../../domain/text.ts';
import { formatDate, formatInstant } from '../../format.ts';
import type { Translate } from '../../i18n.ts';
import { isInstant } from './evidence.ts';
import { stageNames } from './looks.ts';

type Said = Pick<ProbeStage, 'code' | 'params'> & Partial<Pick<ProbeStage, 'evidence'>>;

/** Days and instants are told as a Polish calendar and clock show them. */
const readable = (params: TextParams, language: Language): TextParams =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? timeText(value, language) : value]),
  );

const DAY = /^\d{4}-\d\d-\d\d$/;

/** A text that is a day or an instant as a person writes it; any other as it is. */
export function timeText(text: string, language: Language, seconds = false): string {
  if (isInstant(text)) return formatInstant(text, language, seconds);
  return DAY.test(text) && !Number.isNaN(Date.parse(text)) ? formatDate(text, language) : text;
}

/** What was found out. */
export function findingText(stage: Said, t: Translate, language: Language, all: readonly ProbeStage[] = []): string {
  const because = stage.code === 'probe.not-run' ? brokenBefore(stage, all) : undefined;
  if (because !== undefined) return t('probe.because', { stage: t(stageNames[because]) });
  return oneNumber(sentence(stage.code, readable(stage.params, language), language));
}

/** A telephone number is not broken over two lines. */
const oneNumber = (text: string): string => text.replace(/\b(\d\d) (\d{3}) (\d\d) (\d\d)\b/, '$1\u00a0$2\u00a0$3\u00a0$4');

/** The stage that failed and because of which this one was left out, however many were left out between them. */
export function brokenBefore(stage: Partial<Pick<ProbeStage, 'evidence'>>, all: readonly ProbeStage[]): ProbeStageId | undefined {
  const seen = new Set<ProbeStageId>();
  let because = probeStageIds.find((id) => id === stage.evidence?.because);
  while (because !== undefined && !seen.has(because)) {
    seen.add(because);
    const cause = all.find((one) => one.id === because);
    if (cause?.status !== 'notRun') return because;
    because = probeStageIds.find((id) => id === cause.evidence.because);
  }
  return because;
}

/** What to do about it; undefined where there is nothing to do. */
export function adviceText(stage: Said, language: Language): string | undefined {
  const key = stage.code === 'probe.not-run' || stage.code === 'probe.cancelled' ? undefined : probeAdvice(stage);
  return key === undefined ? undefined : oneNumber(sentence(key, readable(stage.params, language), language));
}
