import { isTextKey, type Language, sentence, type TextKey } from '../../../../domain/text.ts';
import { moment, safe } from '../../page-text.ts';
import type { ReportFile, ReportFormat } from '../../probing/report-of.ts';
import type { Left } from './left-behind.ts';

const NAMES: Readonly<Record<Language, string>> = { pl: 'm-technik-nowsze', en: 'm-technik-newer' };
/** As times are kept in the database. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** For the person to keep, or to hand to support: a page to read, or the same as data. */
export function leftFile(left: readonly Left[], format: ReportFormat, language: Language): ReportFile {
  const name = NAMES[language];
  return format === 'html'
    ? { fileName: `${name}.html`, mediaType: 'text/html; charset=utf-8', text: leftPage(left, language) }
    : { fileName: `${name}.json`, mediaType: 'application/json', text: `${JSON.stringify(left, null, 2)}\n` };
}

/** What a newer version wrote and this one cannot read, as a page to read and print: no script, nothing from elsewhere. */
function leftPage(left: readonly Left[], language: Language): string {
  const say = (key: TextKey): string => safe(sentence(key, {}, language));
  const what = (source: string): string => {
    const key = `left.source.${source}`;
    return isTextKey(key) ? say(key) : `${say('left.source.other')} <code>${safe(source)}</code>`;
  };
  const shown = (value: unknown): string => {
    if (value instanceof Buffer) return value.toString('base64');
    const text = String(value ?? '–');
    return INSTANT.test(text) ? moment(text, language) : text;
  };
  const items = left.map(({ source, ticketId, at, row }) => {
    const facts = Object.entries(row).map(([name, value]) => `<div><dt>${safe(name)}</dt><dd>${safe(shown(value))}</dd></div>`);
    const ticket = ticketId === null ? '' : `<p>${say('left.page.ticket')}: ${safe(ticketId)}</p>`;
    return `<li><h2>${what(source)}</h2>${ticket}<p class="soft">${safe(moment(at, language))}</p><dl>${facts.join('')}</dl></li>`;
  });
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${say('left.page.title')}</title><style>${STYLE}</style></head>
<body><h1>${say('left.page.title')}</h1><p class="soft">${say('left.page.lead')}</p><ol>${items.join('\n')}</ol></body>
</html>
`;
}

const STYLE = `
@page { size: A4; margin: 16mm 15mm; }
body { margin: 0 auto; max-width: 52rem; padding: 2rem 1.5rem; background: #fff; color: #17212b; font: 0.9375rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h2 { font-size: 1.125rem; margin: 1.5rem 0 0.25rem; }
.soft, dt { color: #5a6875; font-size: 0.8125rem; }
dl, dd, p { margin: 0.25rem 0; }
li { break-inside: avoid; }
`;
