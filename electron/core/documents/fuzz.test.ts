import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DocumentTemplate, documentTemplate, type QuoteLine, quoteLine, signature } from '../../../domain/model/index.ts';
import { aQuotedTicket, closedPoint, dataOf, printer } from '../../../tests/support/documents.ts';
import { readPdf } from '../../../tests/support/pdf-text.ts';
import { contentOf } from './content.ts';
import { missingFor } from './missing.ts';
import { pdfDefinition } from './pdf.ts';
import { placeholderNames } from './placeholders.ts';
import { templateFault } from './templates.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 40);

/** Whatever people type, and what nobody should: other scripts, signs of no font, halves of signs, control signs. */
const word = fc.oneof(
  fc.string({ maxLength: 40, unit: 'grapheme' }),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.constantFrom(
    'zażółć',
    '\ud800',
    '\u202e',
    '\u0000',
    '\n\n',
    '\r',
    '\t',
    '😀🏳️‍🌈',
    'مرحبا',
    '\u200b',
    '\u00ad',
    'x'.repeat(150),
    '/-/-',
    '…',
  ),
);
const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(' ').slice(0, 200));
const templateText = fc
  .array(
    fc.oneof(
      word,
      fc.constantFrom(...placeholderNames).map((name) => `{${name}}`),
      fc.constantFrom('{', '}', '{}', '{x}', '{{company.name}}'),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(' '));

const block = fc.oneof(
  fc.record({ type: fc.constant('heading'), text: templateText, level: fc.constantFrom(1, 2) }),
  fc.record({ type: fc.constant('paragraph'), text: templateText, align: fc.constantFrom('left', 'center', 'right', 'justify') }),
  fc.record({ type: fc.constant('list'), items: fc.array(templateText, { minLength: 1, maxLength: 6 }) }),
  fc.record({
    type: fc.constant('fields'),
    rows: fc.array(fc.record({ label: templateText, value: templateText }), { minLength: 1, maxLength: 6 }),
  }),
  fc.record({ type: fc.constant('receiptCode'), text: templateText }),
  fc.record({ type: fc.constant('signatures'), labels: fc.array(templateText, { minLength: 1, maxLength: 3 }) }),
  fc.record({ type: fc.constantFrom('quoteLines', 'quoteTotals', 'probe', 'space', 'pageBreak') }),
);
const document = fc.constantFrom('quote', 'agreement', 'powerOfAttorney', 'protocol');
const template: fc.Arbitrary<DocumentTemplate> = fc
  .record({
    id: fc.constant('t'),
    document,
    name: text.map((name) => name || 'x'),
    version: fc.integer({ min: 1, max: 1_000_000 }),
    title: templateText.map((title) => title || 'x'),
    blocks: fc.array(block, { minLength: 1, maxLength: 25 }),
  })
  .map((value) => documentTemplate.parse(value));

const line: fc.Arbitrary<QuoteLine> = fc
  .record({
    item: fc.constant('i'),
    name: text,
    group: fc.constantFrom('software', 'hardware', 'service'),
    unit: text,
    quantity: fc.integer({ min: 1, max: 9999 }),
    unitNet: fc.integer({ min: 0, max: 100_000_000 }),
    vat: fc.constantFrom(23, 8, 5, 0),
    offer: fc.option(fc.record({ id: fc.constant('o'), name: text, discount: fc.integer({ min: 0, max: 1000 }) })),
  })
  .map((value) => quoteLine.parse(value));

const coordinate = fc.integer({ min: 0, max: 10_000 });
const drawn = fc
  .record({
    width: fc.integer({ min: 1, max: 10_000 }),
    height: fc.integer({ min: 1, max: 10_000 }),
    strokes: fc.array(fc.array(coordinate, { minLength: 2, maxLength: 40 }), { minLength: 1, maxLength: 6 }),
  })
  .map((value) => signature.parse(value));
const signer = fc.option(fc.record({ name: text, at: fc.constant('2026-03-10T08:00:00Z'), drawn: fc.option(drawn) }));

const data = fc
  .record({
    names: fc.array(text, { minLength: 10, maxLength: 10 }),
    lines: fc.array(line, { minLength: 1, maxLength: 30 }),
    bare: fc.boolean(),
  })
  .map(({ names, lines, bare }) => {
    const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = '', i = '', j = ''] = names;
    const ticket = aQuotedTicket(lines);
    const company = {
      crmId: a,
      nip: b,
      name: c,
      street: d,
      postalCode: e,
      city: f,
      phone: g,
      email: h,
      representative: i,
      bankAccount: j,
    };
    const point = { ...closedPoint(), pointOfSale: { name: a, street: b, postalCode: c, city: d, phone: e, email: f } };
    return { ticket: { ...ticket, company, ...(bare ? { quote: null } : {}) }, point, subTickets: [point, point] };
  });

it('whatever stands in a template and in the data becomes a PDF that can be read, and always comes to an end', async () => {
  await fc.assert(
    fc.asyncProperty(
      template,
      data,
      fc.array(signer, { maxLength: 3 }),
      async (form, { ticket, point, subTickets }, signatures) => {
        const facts = dataOf(form.document, { ticket, subTickets, ...(form.document === 'protocol' ? { point } : {}) });
        templateFault(form);
        missingFor(form, facts);
        const content = contentOf(form, facts);
        if (!content.ok) return expect(content.error.code).toBe('documents.too-long');
        const pdf = await printer(pdfDefinition(content.value, { author: ticket.company.name, signatures }));
        const { pages } = readPdf(pdf);
        expect(pages.length).toBeGreaterThan(0);
        for (const [i, page] of pages.entries()) expect(page).toContain(`strona${i + 1}z${pages.length}`);
      },
    ),
    { numRuns: RUNS },
  );
}, 300_000);

it('the longest template that is allowed ends in bounded time, and what grows beyond measure is refused', async () => {
  const paragraph = 'Zażółć gęślą jaźń w M/platform. '.repeat(125);
  const long: DocumentTemplate = {
    id: 't',
    document: 'agreement',
    name: 'Długi',
    version: 1,
    title: 'Długi',
    blocks: [
      ...Array.from({ length: 12 }, (_, i) => ({ type: 'heading' as const, text: `Nagłówek ${i}`, level: 2 as const })),
      ...Array.from({ length: 24 }, () => ({ type: 'paragraph' as const, text: paragraph })),
      { type: 'signatures', labels: ['Podpis'] },
    ],
  };
  expect(templateFault(long)).toBeUndefined();
  const content = contentOf(long, dataOf('agreement'));
  if (!content.ok) throw new Error(content.error.code);
  expect(readPdf(await printer(pdfDefinition(content.value, { author: 'x' }))).pages.length).toBeGreaterThan(15);
  expect(templateFault({ ...long, blocks: [...long.blocks, ...long.blocks] })?.code).toBe('documents.template-too-long');
  const growing = {
    ...long,
    blocks: Array.from({ length: 100 }, () => ({ type: 'paragraph' as const, text: '{ticket.pointsOfSale}'.repeat(45) })),
  };
  expect(templateFault({ ...growing, blocks: [...growing.blocks, { type: 'signatures', labels: ['Podpis'] }] })).toBeUndefined();
  expect(contentOf(growing, dataOf('agreement'))).toMatchObject({ ok: false, error: { code: 'documents.too-long' } });
}, 60_000);
