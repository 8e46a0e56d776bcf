import type { Language } from '../../domain/text.ts';
import { sentence, type TextKey } from '../../domain/text.ts';
import { harmless } from './harmless.ts';
import type { ProbeReport, StageReport } from './report.ts';
import { STYLE } from './report-style.ts';

/** Text made safe to stand in the page, between tags and in quoted attributes alike. */
const safe = (text: string): string =>
  harmless(text).replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c);

const ACTORS = {
  technician: 'report.actor.technician',
  shopNetwork: 'report.actor.shopNetwork',
  mplatform: 'report.actor.mplatform',
  insoft: 'report.actor.insoft',
} as const satisfies Record<string, TextKey>;

/** A report as one page: no script, nothing from elsewhere, good on paper (A4). */
export function reportPage(report: ProbeReport): string {
  const { language } = report;
  const say = (key: TextKey, params: Readonly<Record<string, string | number>> = {}): string =>
    safe(sentence(key, params, language));
  const title = say('report.title', { punktId: report.subject.punktId });
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="M/Technik ${safe(report.program.version)}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="where">${subjectLine(report)}</p>
</header>
${verdict(report, say)}
<dl class="facts">${facts(report, say)}</dl>
${report.sinceGood === null ? '' : since(report.sinceGood, language, say)}
<h2>${say('report.stages')}</h2>
<table class="stages">
<thead><tr><th>${say('report.stage')}</th><th>${say('report.finding')}</th><th class="ms">${say('report.time')}</th></tr></thead>
<tbody>
${report.stages.map((stage) => row(stage, say)).join('\n')}
</tbody>
</table>
<footer>${say('report.nothing-secret')} M/Technik ${safe(report.program.version)}, ${safe(report.program.system)}.</footer>
</body>
</html>
`;
}

type Say = (key: TextKey, params?: Readonly<Record<string, string | number>>) => string;

function subjectLine({ subject, language, run }: ProbeReport): string {
  const shop = [subject.name, subject.city].filter((part) => part !== null && part !== '').join(', ');
  return [shop, instant(run.startedAt, language)]
    .filter((part) => part !== '')
    .map(safe)
    .join(' · ');
}

function verdict(report: ProbeReport, say: Say): string {
  const { cause, problem, complete } = report;
  const tested = report.stages.some(({ status }) => status !== 'notTestable');
  const partly = tested ? 'partly' : 'untested';
  const head = say(`report.verdict.${complete || report.verdict !== 'passed' ? report.verdict : partly}`);
  const body =
    report.verdict === 'failed' && cause !== null
      ? `<p class="cause">${safe(cause.message)}</p>${advice(cause, say)}`
      : problem === null
        ? ''
        : `<p class="cause">${safe(problem.message)}</p>`;
  return `<section class="verdict ${report.verdict}"><h2>${mark(report.verdict)}${head}</h2>${body}</section>`;
}

const advice = ({ advice: text, actor }: StageReport, say: Say): string =>
  `${text === null ? '' : `<p class="advice">${safe(text)}</p>`}${
    actor === null ? '' : `<p class="actor">${say('report.acts')} <strong>${say(ACTORS[actor])}</strong></p>`
  }`;

function facts({ subject, run, receipt, handover, language }: ProbeReport, say: Say): string {
  const rows: (readonly [TextKey, string | null])[] = [
    ['report.server', subject.serverAddress],
    ['report.punkt', subject.punktId],
    ['report.sub-ticket', subject.subTicketId],
    ['report.began', instant(run.startedAt, language)],
    ['report.took', seconds(run.ms, language)],
    ['report.receipt-until', receipt === null ? null : instant(receipt.expiresAt, language)],
    ['report.signed-by-till', handover?.code ?? null],
    ['report.run', run.id],
  ];
  return rows
    .flatMap(([key, value]) => (value === null ? [] : `<div><dt>${say(key)}</dt><dd>${safe(value)}</dd></div>`))
    .join('');
}

function since({ finishedAt, changed }: NonNullable<ProbeReport['sinceGood']>, language: Language, say: Say): string {
  const title = `<h2>${say('report.since', { at: instant(finishedAt, language) })}</h2>`;
  if (changed.length === 0) return `${title}<p>${say('report.since-nothing')}</p>`;
  const items = changed.map(({ id, before, after, facts: named }) => {
    const same = before?.code === after.code;
    const ended = same ? '' : `<p>${before === null ? '' : `<del>${safe(before.message)}</del> `}${safe(after.message)}</p>`;
    const rows = named.map(
      (fact) =>
        `<tr><th>${safe(factName(fact.name, language))}</th><td><del>${safe(fact.before)}</del></td><td>${safe(fact.after)}</td></tr>`,
    );
    return `<li><strong>${say(`report.stage.${id}`)}</strong>${ended}${rows.length === 0 ? '' : `<table class="changed">${rows.join('')}</table>`}</li>`;
  });
  return `${title}<ul class="since">${items.join('')}</ul>`;
}

function row(stage: StageReport, say: Say): string {
  const evidence = Object.entries(stage.evidence);
  const shown = evidence.map(([name, value]) => `<div><dt>${safe(name)}</dt><dd>${safe(inline(value))}</dd></div>`).join('');
  return `<tr class="${stage.status}">
<th scope="row">${mark(stage.status)}<span>${say(`report.stage.${stage.id}`).replaceAll('-', '\u2011')}<small>${say(`report.status.${stage.status}`)}</small></span></th>
<td><p>${safe(stage.message)}</p>${stage.status === 'passed' || stage.status === 'notRun' ? '' : advice(stage, say)}
<p class="code">${safe(stage.code)}</p>${shown === '' ? '' : `<dl class="evidence">${shown}</dl>`}</td>
<td class="ms">${stage.status === 'notRun' ? '–' : `${stage.ms} ms`}</td>
</tr>`;
}

/** A shape beside the colour, so that it can be told on a black and white print. */
function mark(status: StageReport['status'] | ProbeReport['verdict']): string {
  const sign = { passed: '✓', warned: '!', failed: '✕', notRun: '–', notTestable: '○', cancelled: '–' }[status];
  return `<i class="mark" aria-hidden="true">${sign}</i>`;
}

/** One fact on one line, nested ones in the order in which they stand. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return value.map(inline).join('; ');
  if (typeof value !== 'object' || value === null) return String(value ?? '–');
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${inline(inner)}`)
    .join(', ');
}

const FACTS: Readonly<Record<string, TextKey>> = {
  addresses: 'report.fact.addresses',
  gateway: 'report.fact.gateway',
  proxy: 'report.fact.proxy',
  issuer: 'report.fact.issuer',
  fingerprint: 'report.fact.fingerprint',
  digest: 'report.fact.digest',
  stores: 'report.fact.stores',
  server: 'report.fact.server',
  protocol: 'report.fact.protocol',
};
const factName = (name: string, language: Language): string => {
  const key = FACTS[name];
  return key === undefined ? name : sentence(key, {}, language);
};

const instant = (at: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'medium', timeZone: 'Europe/Warsaw' }).format(new Date(at));

const seconds = (ms: number, language: Language): string =>
  `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(ms / 1000)} s`;
