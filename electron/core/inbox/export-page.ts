import { formatGrosze } from '../../../domain/money.ts';
import { fieldInWords } from '../../../domain/operations/reason-words.ts';
import { isTextKey, sentence, type TextKey, type TextParams } from '../../../domain/text.ts';
import { moment, safe } from '../page-text.ts';
import type { Export, ExportedOperation, ExportedTicket } from './export.ts';

/** Everything that it gives is safe to stand in the page. */
interface Words {
  say(key: TextKey, params?: TextParams): string;
  at(instant: string): string;
  field(name: string): string;
}

/** The same facts as a page to read and print: no script, nothing from elsewhere. */
export function exportPage(content: Export): string {
  const { language, technician, tickets, lastSuccessAt, program } = content;
  const words: Words = {
    say: (key, params) => safe(sentence(key, params, language)),
    at: (instant) => safe(moment(instant, language)),
    field: (name) => safe(fieldInWords(name, language)),
  };
  const { say, at } = words;
  const facts: readonly (readonly [TextKey, string])[] = [
    ['inbox.page.made', at(content.madeAt)],
    ['inbox.page.technician', technician === null ? '–' : safe(`${technician.name}, ${technician.dealer}`)],
    ['inbox.page.server', safe(technician?.server ?? '–')],
    ['inbox.page.device', safe(technician?.deviceId ?? '–')],
    ['inbox.page.last', lastSuccessAt === null ? '–' : at(lastSuccessAt)],
  ];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say('inbox.page.title')}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${say('inbox.page.title')}</h1>
<p class="soft">${say('inbox.page.lead')}</p>
<dl class="facts">${facts.map(([key, value]) => `<div><dt>${say(key)}</dt><dd>${value}</dd></div>`).join('')}</dl>
${tickets.length === 0 ? `<p>${say('inbox.page.nothing')}</p>` : tickets.map((t) => ticket(t, words)).join('\n')}
<footer>${say('inbox.page.no-secrets')} M/Technik ${safe(program.version)}, ${safe(program.system)}.</footer>
</body>
</html>
`;
}

function ticket({ place, takenAway, operations }: ExportedTicket, words: Words): string {
  const { say } = words;
  const head = [place.name, place.city].filter((part) => part !== '').join(', ');
  const gone = takenAway === null ? '' : `<p class="gone">${say(goneKey(takenAway))}</p>`;
  return `<section><h2>${safe(head)} <small>${say('inbox.page.ticket', { id: place.ticketId, crmId: place.crmId })}</small></h2>
${gone}<ol>${operations.map((o) => item(o, words)).join('')}</ol></section>`;
}

const goneKey = (reason: string): TextKey => {
  const key = `inbox.gone.${reason}`;
  return isTextKey(key) ? key : 'inbox.gone.gone';
};

function item(operation: ExportedOperation, words: Words): string {
  const { say, at, field } = words;
  const { place, state, reason, fields, said } = operation;
  const punkt = place.punktId === null ? '' : `, ${say('inbox.page.punkt', { punktId: place.punktId })}`;
  const facts = said.map(
    ({ name, value: text }) =>
      `<div><dt>${field(name)}</dt><dd>${safe(name === 'totalGross' ? formatGrosze(Number(text)) : text)}</dd></div>`,
  );
  return `<li class="${state}"><p><strong>${say(`inbox.did.${operation.kind}`)}</strong>${punkt} <span class="state">${say(`inbox.state.${state}`)}</span></p>
<p class="soft">${at(operation.doneAt)}</p>
${reason === null ? '' : `<p>${safe(reason.sentence)} <code>${safe(reason.code)}</code></p>`}
${facts.length === 0 ? '' : `<dl>${facts.join('')}</dl>`}${fields.length === 0 ? '' : table(fields, words)}<p class="id">${safe(operation.id)}</p></li>`;
}

function table(fields: ExportedOperation['fields'], { say, at, field }: Words): string {
  const heads = (['field', 'before', 'mine', 'theirs'] as const).map((key) => `<th>${say(`inbox.page.${key}`)}</th>`);
  const rows = fields.map(({ field: name, before, mine, theirs, conflict, changedBy }) => {
    const who = [changedBy?.technician ?? null, changedBy?.dealer ?? null].filter((part) => part !== null).join(', ');
    const by = changedBy === null ? '' : `<br><small>${safe(who)}, ${at(changedBy.at)}</small>`;
    return `<tr${conflict ? ' class="conflict"' : ''}><th>${field(name)}</th><td>${value(before)}</td><td>${value(mine)}</td><td>${value(theirs)}${by}</td></tr>`;
  });
  return `<table><thead><tr>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const value = (text: string): string => (text === '' ? '–' : safe(text));

const STYLE = `
@page { size: A4; margin: 16mm 15mm; }
:root { color-scheme: light; --ink: #17212b; --soft: #5a6875; --line: #d8dee4; --bad: #a3212a; --warn: #8a5a00; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 52rem; padding: 2rem 1.5rem; background: #fff; color: var(--ink); font: 0.9375rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.125rem; margin: 2rem 0 0.25rem; padding-bottom: 0.25rem; border-bottom: 2px solid var(--ink); break-after: avoid; }
h2 small { font-weight: 400; color: var(--soft); font-size: 0.8125rem; }
p { margin: 0.25rem 0; }
.soft, dt, .id { color: var(--soft); font-size: 0.8125rem; }
.id, code { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.75rem; color: var(--soft); }
.gone { border-left: 3px solid var(--warn); padding-left: 0.75rem; color: var(--warn); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 0.5rem 1.5rem; margin: 1rem 0 0; }
dl { margin: 0.25rem 0; }
dd { margin: 0; }
ol { list-style: none; margin: 0; padding: 0; }
li { padding: 0.75rem 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
.state { border: 1px solid currentColor; border-radius: 1rem; padding: 0 0.5rem; font-size: 0.75rem; white-space: nowrap; }
.rejected .state, .conflict .state { color: var(--bad); }
.held .state, .stuck .state { color: var(--warn); }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; font-size: 0.875rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--soft); font-size: 0.8125rem; }
tr.conflict td, tr.conflict th { font-weight: 600; }
footer { margin-top: 1.5rem; color: var(--soft); font-size: 0.8125rem; }
`;
