import { explain } from '../../domain/problem.ts';
import { sentence } from '../../domain/text.ts';
import type { DiffLine } from '../../native-checks/pcpos/conf/index.ts';
import type { TillReading } from '../../native-checks/pcpos/inspect.ts';
import { harmless } from '../../native-checks/probe/harmless.ts';
import { shownMoments } from '../../native-checks/probe/moment.ts';
import type { Change, ConfigChange, ConfigPlan, Restored, RestorePlan } from '../core/workstation/index.ts';

/** What `technik pcpos` says to a person. */

const answer = (value: boolean | null): string =>
  sentence(`workstation.cli.${value === null ? 'unknown' : value ? 'yes' : 'no'}`);
const orNone = (value: string | null): string => value || sentence('workstation.cli.none');

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${harmless(value)}`).join('\n');
}

const profileText = ({ name, verified }: TillReading['profile']): string =>
  `${name} (${sentence(verified ? 'workstation.cli.verified' : 'workstation.cli.not-verified')})`;

export const readingText = (r: TillReading): string =>
  table([
    [sentence('workstation.cli.file'), r.file],
    [sentence('workstation.cli.profile'), profileText(r.profile)],
    [sentence('workstation.cli.encoding'), `${r.encoding}, ${r.newline}`],
    [sentence('workstation.cli.digest'), r.digest],
    [sentence('workstation.cli.server'), orNone(r.server)],
    [sentence('workstation.cli.stores'), orNone(r.stores.join(', '))],
    [sentence('workstation.cli.active'), answer(r.active)],
    [sentence('workstation.cli.pos-name'), orNone(r.posName)],
    [sentence('workstation.cli.database'), orNone(r.database)],
  ]);

const SIGNS = { same: ' ', removed: '-', added: '+', gap: ' ' } as const;
const diffText = ({ kind, line, text }: DiffLine): string =>
  kind === 'gap' ? '        …' : `${String(line).padStart(6)} ${SIGNS[kind]} ${harmless(text)}`;

export const planText = (plan: ConfigPlan): string =>
  [
    table([
      [sentence('workstation.cli.file'), plan.file],
      [sentence('workstation.cli.profile'), profileText(plan.profile)],
      [sentence('workstation.cli.encoding'), `${plan.encoding}, ${plan.newline}`],
      [sentence('workstation.cli.digest'), plan.before.digest],
      [sentence('workstation.cli.writable'), plan.obstacle === null ? answer(true) : explain(plan.obstacle)],
      [sentence('workstation.cli.running'), answer(plan.running)],
    ]),
    ...(plan.doubt === null ? [] : ['', explain(plan.doubt)]),
    '',
    ...(plan.changed ? plan.diff.map(diffText) : [sentence('workstation.cli.no-changes')]),
  ].join('\n');

export const appliedText = ({ changed }: Change): string =>
  sentence(changed ? 'workstation.cli.applied' : 'workstation.cli.no-changes');

/** What comes back, line by line, and whose work goes with it. */
export function restorePlanText(plan: RestorePlan): string {
  const { file, before, after, diff, unseen } = plan;
  const state = ({ server, stores, problem }: RestorePlan['before']) =>
    problem === null ? `${orNone(server)}; ${orNone(stores.join(', '))}` : `${explain(problem)} [${problem.code}]`;
  const rows = table([
    [sentence('workstation.cli.file'), file],
    [sentence('workstation.cli.digest'), `${orNone(before.digest)} → ${orNone(after.digest)}`],
    [sentence('workstation.cli.now'), before.digest === null ? sentence('workstation.cli.file-missing') : state(before)],
    [sentence('workstation.cli.then'), state(after)],
  ]);
  if (!plan.changed) return [rows, '', sentence('workstation.cli.no-changes')].join('\n');
  const form = ({ encoding, newline }: RestorePlan['before']) => `${orNone(encoding)}, ${orNone(newline)}`;
  return [
    rows,
    '',
    ...diff.map(diffText),
    ...(diff.length === 0 ? [sentence('workstation.cli.form', { from: form(before), to: form(after) })] : []),
    ...(unseen > 0 ? [sentence('workstation.cli.unseen', { count: unseen })] : []),
    ...(plan.foreignEdit ? ['', sentence('workstation.cli.foreign-edit')] : []),
  ].join('\n');
}

export const restoredText = (restored: Restored): string =>
  restored.changed ? `${restorePlanText(restored)}\n\n${sentence('workstation.cli.restored')}` : restorePlanText(restored);

export function historyText(changes: readonly ConfigChange[]): string {
  if (changes.length === 0) return sentence('workstation.cli.no-history');
  return changes
    .map((change) => {
      const keys = change.changes.map(({ key, from, to }) => `\n      ${key}: ${from ?? '–'} → ${to}`).join('');
      const what =
        change.kind === 'restore' ? ` (${sentence('workstation.cli.restored-of', { id: change.restoredId ?? '' })})` : '';
      return `${change.id.padStart(4)}  ${shownMoments(Date.parse(change.at))[0]}  ${change.author}  ${sentence(`workstation.outcome.${change.outcome}`)}${what}${keys}`;
    })
    .join('\n');
}
