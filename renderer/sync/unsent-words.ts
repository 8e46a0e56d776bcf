import type { AppStatus, UnsentFacts } from '../../electron/core/api/views.ts';
import type { Translate, UiKey } from '../i18n.ts';
import type { Tone } from '../ui/states.tsx';

const TERMS: Readonly<Record<'take' | 'documents' | 'finish', UiKey>> = {
  take: 'unsent.term.take',
  documents: 'unsent.term.documents',
  finish: 'unsent.term.finish',
};

const DAY_MS = 86_400_000;

/** How many things are not at M/platform: those without an outcome, and the refused that nobody has looked at. */
export const unsentCount = ({ waiting, rejected }: AppStatus['sync']): number => waiting + rejected;

/** The deadline that presses, in words: `termin dokumentów za 2 dni`. Undefined where none does. */
export function pressing(t: Translate, { nearest, urgent, oldestAt }: UnsentFacts, now: number): string | undefined {
  if (!urgent) return undefined;
  if (nearest !== null && nearest.deadline.daysLeft <= 2) {
    const { kind, daysLeft } = nearest.deadline;
    const term = t(TERMS[kind]);
    if (daysLeft === 0) return t('unsent.today', { term });
    return daysLeft < 0 ? t('unsent.late', { term, count: -daysLeft }) : t('unsent.left', { term, count: daysLeft });
  }
  return oldestAt === null ? undefined : t('unsent.old', { count: Math.floor((now - Date.parse(oldestAt)) / DAY_MS) });
}

/** What the badge counts: also what has to be looked at though it did arrive. */
export const badgeCount = (sync: AppStatus['sync']): number => Math.max(unsentCount(sync), sync.unsent.attention);

/** The badge in words: `3 niewysłane, 1 wymaga uwagi, termin dokumentów za 2 dni`. */
export function unsentWords(t: Translate, sync: AppStatus['sync'], now: number): string {
  const { attention } = sync.unsent;
  const { waiting } = sync;
  const parts = [
    ...(waiting > 0 || attention === 0 ? [t('unsent.count', { count: waiting })] : []),
    ...(attention > 0 ? [t('unsent.attention', { count: attention })] : []),
    pressing(t, sync.unsent, now) ?? '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

const tones: Readonly<Record<UnsentFacts['level'], Tone>> = { none: 'ok', neutral: 'accent', amber: 'warn', red: 'bad' };
export const unsentTone = ({ level }: UnsentFacts): Tone => tones[level];
