import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Edit = readonly [file: string, from: string, to: string];

/**
 * The manual's rules, each broken on purpose: [file of tests, file, what stands there, what stands there instead], and where a
 * rule is kept twice the second place after it.
 */
const MUTANTS: readonly (readonly [tests: string, ...first: Edit, ...second: Edit | []])[] = [
  [
    'quote',
    'domain/operations/ticket-rules.ts',
    "if (ticket.quote === null) return refuse('documents.no-quote'",
    "if (false) return refuse('documents.no-quote'",
  ],
  [
    'quote',
    'domain/quote.ts',
    'if (content === undefined) return lists.some((list) => isValidOn(list, today)) ?',
    'if (content === undefined) return false ?',
  ],
  [
    'quote',
    'domain/quote.ts',
    "if (item === undefined) return problem('quote.item-unknown'",
    "if (item === undefined) continue; if (false) return problem('quote.item-unknown'",
  ],
  ['quote', 'domain/quote.ts', '  line.unitNet,\n', ''],
  ['quote', 'domain/quote.ts', 'if (sum !== totalGross)', 'if (false)'],
  ['quote', 'domain/quote.ts', '  line.offer?.id,\n  line.offer?.name,\n  line.offer?.discount,\n', ''],
  ['quote', 'domain/quote.ts', "offer.stations === 'any' || stations[offer.stations] > 0", 'true'],
  [
    'quote',
    'domain/operations/ticket-rules.ts',
    'if (ticket.quote !== null && ticket.exportedToBackofficeAt !== null &&',
    'if (false &&',
  ],
  ['quote', 'domain/operations/ticket-rules.ts', 'earlierQuotes: earlier.slice(-MAX_QUOTES)', 'earlierQuotes: []'],
  ['documents', 'domain/operations/ticket-rules.ts', "if (!hasQuote && file.kind !== 'quote')", 'if (false)'],
  [
    'documents',
    'domain/operations/ticket-rules.ts',
    "if (missing.length > 0) return refuse('documents.missing'",
    "if (false) return refuse('documents.missing'",
  ],
  [
    'documents',
    'domain/closing.ts',
    "if (missing.length > 0) return problem('documents.missing'",
    "if (false) return problem('documents.missing'",
  ],
  ['hesitation', 'domain/operations/operation.ts', 'const words = longText.regex(/\\S/);', 'const words = longText;'],
  [
    'hesitation',
    'domain/operations/ticket-rules.ts',
    'suspensionNote: intent.args.note,\n        notes: [...ticket.notes, noted(context, intent.args.note)],',
    'suspensionNote: intent.args.note,',
  ],
  [
    'hesitation',
    'domain/operations/ticket-rules.ts',
    "if (ticket.status === 'suspended') return refuse('ticket.suspended'",
    "if (false) return refuse('ticket.suspended'",
  ],
  ['hesitation', 'electron/core/hesitation/letter.ts', "'operacje@mplatform.com.pl'", "'operacje@example.com'"],
  ['deadlines', 'domain/deadlines.ts', 'take: 3', 'take: 4'],
  ['deadlines', 'domain/deadlines.ts', 'documents: 7', 'documents: 8'],
  ['deadlines', 'domain/deadlines.ts', 'finish: 30', 'finish: 31'],
  ['deadlines', 'domain/calendar.ts', "'Europe/Warsaw'", "'UTC'"],
  ['deadlines', 'domain/calendar.ts', "'Europe/Warsaw'", "'Asia/Tokyo'"],
  ['deadlines', 'electron/core/store/store.ts', 'if (view.removed !== null) return', 'if (false) return'],
  [
    'deadlines',
    'mplatform/server/operation-decision.ts',
    'stored === undefined || !maySee(technician, stored.ticket)',
    'stored === undefined',
    'domain/operations/decide.ts',
    "ticket.status === 'withdrawn' || ticket.dealerId !== actor.dealerId",
    'false',
  ],
  ['deadlines', 'domain/deadlines.ts', 'CURRENT_NOTE_DAYS = 7', 'CURRENT_NOTE_DAYS = 70'],
  ['deadlines', 'domain/closing.ts', 'noteDemanded(dossier, warsawDate(now)) ?', 'false ?'],
  ['list', 'domain/deadlines.ts', 'ticket.closedOn ?? today', 'today'],
  [
    'order',
    'domain/operations/ticket-rules.ts',
    "if (ticket.technicianId === null) return refuse('ticket.not-taken'",
    "if (false) return refuse('ticket.not-taken'",
  ],
  [
    'order',
    'domain/operations/ticket-rules.ts',
    "if (ticket.technicianId !== null) return refuse('ticket.already-taken'",
    "if (false) return refuse('ticket.already-taken'",
  ],
  ['order', 'domain/operations/decide.ts', 'ticket.technicianId !== null && ticket.technicianId !== actor.technicianId', 'false'],
  ['order', 'domain/operations/sub-ticket-rules.ts', 'if (ticket.exportedToBackofficeAt === null)', 'if (false)'],
  ['order', 'domain/operations/sub-ticket-rules.ts', "if (subTicket.status === 'new') return", 'if (false) return'],
  ['order', 'domain/operations/sub-ticket-rules.ts', 'if (!intent.args.storeIds.includes(subTicket.punktId))', 'if (false)'],
  ['order', 'domain/operations/sub-ticket-rules.ts', "if (subTicket.status === 'suspended') return", 'if (false) return'],
  [
    'order',
    'domain/operations/sub-ticket-rules.ts',
    "if (subTicket.status === 'closed' || subTicket.status === 'resigned')",
    'if (false)',
  ],
  [
    'order',
    'domain/operations/ticket-rules.ts',
    "if (hasEnded(ticket) && !(isProtocol && ticket.status === 'closed'))",
    'if (false)',
  ],
  [
    'order',
    'domain/model/sub-ticket.ts',
    'export const pointOfSaleField = pointOfSale.keyof();',
    'export const pointOfSaleField = pointOfSale.extend({ punktId }).keyof();',
  ],
  ['company', 'domain/company-fields.ts', 'if (rule === undefined) return', 'if (true) return'],
  ['company', 'domain/company-fields.ts', 'REQUIRED_FIELDS.includes(field) ?', 'false ?'],
  ['company', 'domain/operations/decide.ts', 'else conflicts.push(field);', 'else merged[field] = kept.value as T[F];'],
  ['company', 'domain/operations/decide.ts', '[...(history ?? []), ...changes]', '[...(history ?? [])]'],
  ['company', 'domain/model/ticket.ts', 'company.omit({ crmId: true }).keyof()', 'company.keyof()'],
  [
    'company',
    'domain/operations/ticket-rules.ts',
    'notes: [...ticket.notes, noted(context, intent.args.text)]',
    'notes: [noted(context, intent.args.text)]',
  ],
  [
    'closing',
    'domain/closing.ts',
    "if (receipt === null) return problem('closing.no-receipt');",
    'if (receipt === null) return undefined;',
  ],
  ['closing', 'domain/closing.ts', "problem('closing.not-configured')", 'undefined'],
  ['closing', 'domain/closing.ts', 'if (!s.configuration.storeIds.includes(s.punktId))', 'if (false)'],
  ['closing', 'domain/closing.ts', 'serverAddress !== null && !sameAddress', 'false && !sameAddress'],
  ['closing', 'domain/closing.ts', 'subTicket.training === null ?', 'false ?'],
  ['closing', 'domain/closing.ts', 'if (total === quoted || (!last && total < quoted))', 'if (Math.abs(total - quoted) <= 1)'],
  [
    'closing',
    'domain/operations/sub-ticket-rules.ts',
    'same?.invoice && same.invoice.totalGross !== invoice.totalGross',
    'same?.invoice && false',
  ],
  [
    'closing',
    'domain/operations/sub-ticket-rules.ts',
    "if (subTicket.status === 'closed' || subTicket.status === 'resigned')",
    'if (false)',
  ],
  ['closing', 'domain/operations/sub-ticket-rules.ts', "if (subTicket.status === 'new') return", 'if (false) return'],
  ['closing', 'domain/operations/decide.ts', 'if (!settled || !oneClosed ||', 'if (!settled ||'],
  ['closing', 'domain/operations/decide.ts', "if (closing === 'waits') return dossier;", ''],
  ['closing', 'domain/operations/decide.ts', 'if (!settled || !oneClosed ||', 'if (!oneClosed ||'],
];

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly title: string; readonly status: string }[] }[];
}

const root = join(import.meta.dirname, '..', '..');
const copy = mkdtempSync(join(tmpdir(), 'manual-broken-'));
const LEFT = new Set(['node_modules', '.git', 'out', 'dist', '.artifacts']);
cpSync(root, copy, { recursive: true, filter: (path) => !LEFT.has(path.slice(path.lastIndexOf('/') + 1)) });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

const wanted = process.argv.slice(2);
let unnoticed = 0;
for (const [tests, ...parts] of MUTANTS.filter(([name]) => wanted.length === 0 || wanted.includes(name))) {
  const [file, from, to, ...second] = parts;
  const edits: readonly Edit[] = [[file, from, to], ...(second.length === 0 ? [] : [second])];
  const right = edits.map(([of]) => readFileSync(join(copy, of), 'utf8'));
  edits.forEach(([of, stands, instead], i) => {
    if (!right[i]?.includes(stands)) throw new Error(`${of} does not say any more: ${stands}`);
    writeFileSync(
      join(copy, of),
      right[i].replaceAll(stands, () => instead),
    );
  });
  const vitest = join(copy, 'node_modules', 'vitest', 'vitest.mjs');
  const report = join(copy, 'report.json');
  const args = [vitest, 'run', `tests/manual/${tests}.test.ts`, '--reporter=json', `--outputFile=${report}`];
  spawnSync(process.execPath, args, { cwd: copy, stdio: 'ignore' });
  edits.forEach(([of], i) => {
    writeFileSync(join(copy, of), right[i] ?? '');
  });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  rmSync(report);
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title),
  );
  if (failed.length === 0) unnoticed += 1;
  process.stdout.write(`${failed.length === 0 ? 'NOT NOTICED' : 'noticed    '} ${file}: ${from.split('\n')[0]}\n`);
  for (const title of failed) process.stdout.write(`    ${title}\n`);
}
rmSync(copy, { recursive: true });
process.stdout.write(`${unnoticed} not noticed\n`);
process.exitCode = unnoticed === 0 ? 0 : 1;
