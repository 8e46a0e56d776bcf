import { describe, expect, it } from 'vitest';
import {
  ACTOR,
  ANOTHER,
  aDossier,
  aFile,
  afterwards,
  aSubTicket,
  asActor,
  aTicket,
  digest,
  NOW,
  takenTicket,
  threeDocuments,
} from '../../tests/support/dossiers.ts';
import type { DocumentKind, Ticket } from '../model/index.ts';
import { type DecisionContext, decide } from './decide.ts';
import { type Intent, type IntentOf, intent as intentSchema } from './operation.ts';

type TicketKind = Extract<Intent['kind'], `ticket.${string}`>;
const doing = <K extends TicketKind>(kind: K, args: IntentOf<K>['args']): Intent => ({ kind, target: '1042', args }) as Intent;
const attach = (kind: DocumentKind, letter: string) =>
  doing('ticket.attachFile', { kind, sha256: digest(letter), name: `${kind}.pdf`, size: 1000 });

const refusal = (ticket: Ticket, intent: Intent, context?: DecisionContext) => {
  const decision = decide(aDossier(ticket, aSubTicket()), intent, context ?? asActor());
  return decision.ok ? 'allowed' : decision.error.code;
};
const result = (ticket: Ticket, intent: Intent, context?: DecisionContext): Ticket =>
  afterwards(aDossier(ticket, aSubTicket()), [intent], context).ticket;

/** One of every kind, with which to ask what a ticket in some state allows. */
const everything: readonly Intent[] = [
  doing('ticket.take', {}),
  doing('ticket.editCompany', { fields: { phone: { from: '48 621 60 08', to: '601 000 111' } } }),
  doing('ticket.saveQuote', { totalGross: 100 }),
  attach('quote', 'e'),
  doing('ticket.exportToBackoffice', {}),
  doing('ticket.suspend', { note: 'Detalista się waha' }),
  doing('ticket.resume', {}),
  doing('ticket.resign', { note: 'Sklep zamknięty' }),
];

describe('taking a ticket', () => {
  it('makes it the technician’s and opens the work on the agreement', () => {
    expect(result(aTicket(), doing('ticket.take', {}))).toMatchObject({
      status: 'agreement',
      technicianId: ACTOR.technicianId,
      takenAt: '2026-03-10T08:00:00.000Z',
    });
  });

  it('goes straight on to the work when its documents came with it, already in Backoffice', () => {
    const handedOver = aTicket({ files: [...threeDocuments], exportedToBackofficeAt: '2026-03-09T12:00:00Z' });
    expect(result(handedOver, doing('ticket.take', {})).status).toBe('inProgress');
  });

  it('is refused twice, and to another technician', () => {
    expect(refusal(takenTicket(), doing('ticket.take', {}))).toBe('ticket.already-taken');
    expect(refusal(takenTicket(), doing('ticket.take', {}), asActor({ actor: ANOTHER }))).toBe('ticket.taken-by-another');
  });

  it('comes before any other work', () => {
    for (const intent of everything.filter((i) => i.kind !== 'ticket.take')) {
      expect([intent.kind, refusal(aTicket(), intent)]).toEqual([intent.kind, 'ticket.not-taken']);
    }
  });
});

describe('a ticket', () => {
  it('of another technician, another dealer or taken away allows nothing, not even a note', () => {
    for (const intent of [...everything, doing('ticket.addNote', { text: 'x' })]) {
      expect(refusal(takenTicket(), intent, asActor({ actor: ANOTHER }))).toBe('ticket.taken-by-another');
      const otherDealer = asActor({ actor: { ...ACTOR, dealerId: 'dealer-2' } });
      expect(refusal(takenTicket(), intent, otherDealer)).toBe('ticket.withdrawn');
      expect(refusal(takenTicket({ status: 'withdrawn' }), intent)).toBe('ticket.withdrawn');
    }
  });

  it.each(['closed', 'resigned'] as const)('that is %s takes notes and nothing else', (status) => {
    for (const intent of everything)
      expect([intent.kind, refusal(takenTicket({ status }), intent)]).toEqual([intent.kind, 'ticket.ended']);
    const noted = result(takenTicket({ status }), doing('ticket.addNote', { text: 'Po fakcie' }));
    expect(noted).toMatchObject({ status, notes: [{ text: 'Po fakcie' }] });
  });

  it('that is closed takes the acceptance protocol, which is signed after it; one that ended otherwise has none', () => {
    expect(refusal(takenTicket({ status: 'closed' }), attach('protocol', 'e'))).toBe('allowed');
    expect(refusal(takenTicket({ status: 'resigned' }), attach('protocol', 'e'))).toBe('ticket.ended');
    expect(refusal(takenTicket({ status: 'closed' }), attach('invoice', 'e'))).toBe('ticket.ended');
  });

  it('keeps of which point of sale an invoice or a protocol is, and no such word of what is of the whole ticket', () => {
    const of = (kind: DocumentKind, subTicketId: string) =>
      doing('ticket.attachFile', { kind, sha256: digest('e'), name: 'skan.pdf', size: 9, subTicketId });
    const ticket = takenTicket({ files: [aFile('quote')] });
    const last = (intent: Intent) => result(ticket, intent).files.at(-1);
    const [subTicket] = [aSubTicket()];
    expect(last(of('invoice', subTicket.id))).toMatchObject({ kind: 'invoice', subTicketId: subTicket.id });
    expect(last(of('agreement', subTicket.id))).not.toHaveProperty('subTicketId');
    expect(refusal(ticket, of('invoice', 'another-ticket-1'))).toBe('subTicket.unknown');
    // The same scan of two that were billed together is in both places; twice in one place it is there once.
    const twice = [
      of('invoice', subTicket.id),
      of('invoice', subTicket.id),
      doing('ticket.attachFile', {
        kind: 'invoice',
        sha256: digest('e'),
        name: 'skan.pdf',
        size: 9,
      }),
    ];
    expect(afterwards(aDossier(ticket, subTicket), twice).ticket.files.map((f) => f.subTicketId)).toEqual([
      undefined,
      subTicket.id,
      undefined,
    ]);
  });

  it('that is suspended takes notes, files, a resumption or a resignation, and no other work', () => {
    const allowed = everything.filter((i) => refusal(takenTicket({ status: 'suspended' }), i) === 'allowed').map((i) => i.kind);
    expect(allowed).toEqual(['ticket.attachFile', 'ticket.resume', 'ticket.resign']);
    expect(refusal(takenTicket({ status: 'suspended' }), doing('ticket.saveQuote', { totalGross: 1 }))).toBe('ticket.suspended');
  });
});

describe('notes', () => {
  it('are only added, with author and time', () => {
    const first = result(takenTicket(), doing('ticket.addNote', { text: 'Pierwsza' }));
    const second = result(first, doing('ticket.addNote', { text: 'Druga' }), asActor({ now: NOW + 1000 }));
    expect(second.notes).toEqual([
      { text: 'Pierwsza', author: ACTOR.name, at: '2026-03-10T08:00:00.000Z' },
      { text: 'Druga', author: ACTOR.name, at: '2026-03-10T08:00:01.000Z' },
    ]);
  });

  it.each(['', '   ', '\n\t'])('and reasons must say something: %j does not', (text) => {
    expect(intentSchema.safeParse(doing('ticket.addNote', { text })).success).toBe(false);
    expect(intentSchema.safeParse(doing('ticket.suspend', { note: text })).success).toBe(false);
    expect(intentSchema.safeParse(doing('ticket.resign', { note: text })).success).toBe(false);
  });
});

describe('suspending', () => {
  it.each(['agreement', 'inProgress'] as const)('from %s and resuming goes back to where it was', (status) => {
    const suspended = result(takenTicket({ status }), doing('ticket.suspend', { note: 'Urlop' }));
    expect(suspended).toMatchObject({
      status: 'suspended',
      statusBeforeSuspension: status,
      suspensionNote: 'Urlop',
      notes: [{ text: 'Urlop', author: ACTOR.name }],
    });
    const resumed = result(suspended, doing('ticket.resume', {}));
    expect(resumed).toMatchObject({ status, statusBeforeSuspension: null, suspensionNote: null });
    // What was said stays said.
    expect(resumed.notes).toEqual(suspended.notes);
  });

  it('allows no resumption of what is not suspended', () => {
    expect(refusal(takenTicket(), doing('ticket.resume', {}))).toBe('ticket.not-suspended');
  });
});

it('resigning ends a ticket, with the reason as a note', () => {
  const resigned = result(takenTicket(), doing('ticket.resign', { note: 'Detalista rezygnuje' }));
  expect(resigned).toMatchObject({ status: 'resigned', notes: [{ text: 'Detalista rezygnuje' }] });
});

describe('documents', () => {
  const agreement = takenTicket({ status: 'agreement', files: [], exportedToBackofficeAt: null });

  it('begin with the scan of the quote', () => {
    for (const kind of ['agreement', 'powerOfAttorney', 'invoice', 'other'] as const) {
      expect(refusal(agreement, attach(kind, 'e'))).toBe('documents.quote-first');
      expect(refusal(takenTicket({ files: [aFile('quote', 'a')] }), attach(kind, 'e'))).toBe('allowed');
    }
    expect(result(agreement, attach('quote', 'a')).files).toEqual([
      { ...aFile('quote', 'a'), attachedAt: '2026-03-10T08:00:00.000Z', attachedBy: ACTOR.name },
    ]);
  });

  it('attached twice are there once', () => {
    const once = result(agreement, attach('quote', 'a'));
    expect(result(once, attach('quote', 'a')).files).toEqual(once.files);
  });

  it.each(['quote', 'agreement', 'powerOfAttorney'] as const)('are not exported to Backoffice without the %s', (kind) => {
    const ticket = takenTicket({ ...agreement, files: threeDocuments.filter((f) => f.kind !== kind) });
    const decision = decide(aDossier(ticket), doing('ticket.exportToBackoffice', {}), asActor());
    expect(decision).toMatchObject({ ok: false, error: { code: 'documents.missing', fields: [kind] } });
  });

  it('are not exported to Backoffice where no quote was saved: a scan alone could be of anything', () => {
    const ticket = takenTicket({ ...agreement, quote: null });
    expect(refusal(ticket, doing('ticket.exportToBackoffice', {}))).toBe('documents.no-quote');
  });

  it('exported all three put the ticket in progress, once', () => {
    const ticket = takenTicket({ ...agreement, files: [...threeDocuments] });
    const exported = result(ticket, doing('ticket.exportToBackoffice', {}));
    expect(exported).toMatchObject({ status: 'inProgress', exportedToBackofficeAt: '2026-03-10T08:00:00.000Z' });
    expect(result(exported, doing('ticket.exportToBackoffice', {}), asActor({ now: NOW + 9999 }))).toEqual(exported);
  });
});

it('a quote that is signed and in Backoffice is not changed any more', () => {
  expect(refusal(takenTicket(), doing('ticket.saveQuote', { totalGross: 1 }))).toBe('quote.already-exported');
});

it('a quote may still be made where the documents came to Backoffice without one: the gate would never open', () => {
  expect(result(takenTicket({ quote: null }), doing('ticket.saveQuote', { totalGross: 1 })).quote).toMatchObject({ revision: 1 });
});

it('a quote saved again is the next revision', () => {
  const first = result(
    takenTicket({ quote: null, exportedToBackofficeAt: null }),
    doing('ticket.saveQuote', { totalGross: 100 }),
  );
  expect(first.quote).toEqual({ revision: 1, totalGross: 100, savedAt: '2026-03-10T08:00:00.000Z', savedBy: ACTOR.name });
  expect(result(first, doing('ticket.saveQuote', { totalGross: 200 })).quote).toMatchObject({ revision: 2, totalGross: 200 });
});

describe('editing the company', () => {
  const edit = (fields: IntentOf<'ticket.editCompany'>['args']['fields']) => doing('ticket.editCompany', { fields });

  it('changes the fields named and leaves the rest', () => {
    const edited = result(takenTicket(), edit({ phone: { from: '48 621 60 08', to: '600 100 200' } }));
    expect(edited.company).toEqual({ ...takenTicket().company, phone: '600 100 200' });
  });

  it('merges with what others changed meanwhile in other fields', () => {
    const meanwhile = takenTicket({ company: { ...takenTicket().company, city: 'Arklity' } });
    const edited = result(meanwhile, edit({ name: { from: 'PPHU SAM', to: 'PPHU Spożywcza' } }));
    expect(edited.company).toMatchObject({ name: 'PPHU Spożywcza', city: 'Arklity' });
  });

  it('takes it quietly when others made the very same change', () => {
    const meanwhile = takenTicket({ company: { ...takenTicket().company, city: 'Arklity' } });
    expect(result(meanwhile, edit({ city: { from: 'Sieciechów', to: 'Arklity' } })).company.city).toBe('Arklity');
  });

  it('is a conflict, naming each field, where they became something else, and then changes nothing', () => {
    const decision = decide(
      aDossier(takenTicket()),
      edit({
        city: { from: 'Kozienice', to: 'Arklity' },
        street: { from: 'Rynek 1', to: 'Rynek 2' },
        email: { from: 'old@example.com', to: 'new@example.com' },
      }),
      asActor(),
    );
    expect(decision).toMatchObject({ ok: false, error: { code: 'operation.conflict', fields: ['city', 'email'] } });
  });

  it('keeps a NIP as its ten digits and refuses a wrong one', () => {
    const nip = (to: string) => edit({ nip: { from: '7974569439', to } });
    expect(result(takenTicket(), nip('PL 821-345-71-30')).company.nip).toBe('8213457130');
    const decision = decide(aDossier(takenTicket()), nip('8213457131'), asActor());
    expect(decision).toMatchObject({ ok: false, error: { code: 'company.nip-invalid', fields: ['nip'] } });
  });

  it('sees no conflict between one NIP typed with dashes and without', () => {
    const meanwhile = takenTicket({ company: { ...takenTicket().company, nip: '8213457130' } });
    expect(refusal(meanwhile, edit({ nip: { from: '7974569439', to: '821-345-71-30' } }))).toBe('allowed');
  });

  it('does not touch a NIP that nobody edited', () => {
    const ticket = takenTicket({ company: { ...takenTicket().company, nip: '797-456-94-39' } });
    expect(result(ticket, edit({ city: { from: 'Sieciechów', to: 'Arklity' } })).company.nip).toBe('797-456-94-39');
  });

  it('cannot reach the CRM number, which is M/platform’s own', () => {
    const crm = { kind: 'ticket.editCompany', target: '1042', args: { fields: { crmId: { from: '2001', to: '1' } } } };
    const parsed = intentSchema.safeParse(crm);
    expect(parsed.success && Object.keys((parsed.data as typeof crm).args.fields)).not.toContain('crmId');
  });
});

describe('what is kept', () => {
  const edit = (fields: IntentOf<'ticket.editCompany'>['args']['fields']) =>
    ({ kind: 'ticket.editCompany', target: '1042', args: { fields } }) as const;

  it('is who made what of each field, and nothing where nothing changed', () => {
    const ticket = takenTicket();
    const { city, street } = ticket.company;
    const changed = afterwards(aDossier(ticket), [
      edit({ city: { from: city, to: 'Arklity' }, street: { from: street, to: street } }),
      edit({ regon: { from: '', to: '123 456 785' } }),
    ]).ticket;
    expect(changed.history).toEqual([
      { field: 'city', from: city, to: 'Arklity', by: ACTOR.name, at: expect.any(String) },
      { field: 'regon', from: '', to: '123456785', by: ACTOR.name, at: expect.any(String) },
    ]);
  });

  it('is every revision of the quote', () => {
    const quote = (totalGross: number) => ({ kind: 'ticket.saveQuote', target: '1042', args: { totalGross } }) as const;
    const { quote: last, earlierQuotes } = afterwards(
      aDossier(aTicket({ ...takenTicket(), quote: null, exportedToBackofficeAt: null })),
      [quote(1), quote(2), quote(3)],
    ).ticket;
    expect([...(earlierQuotes ?? []), last].map((q) => [q?.revision, q?.totalGross])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it('is that documents were exported again after Backoffice had sent them back', () => {
    const exported = { kind: 'ticket.exportToBackoffice', target: '1042', args: {} } as const;
    const before = takenTicket({ exportedToBackofficeAt: '2026-01-01T08:00:00.000Z' });
    const returned = { state: 'returned', at: '2026-01-02T08:00:00.000Z', message: 'Brak podpisu' } as const;
    expect(afterwards(aDossier(before), [exported]).ticket).toEqual(before);
    const again = afterwards(aDossier({ ...before, backoffice: returned }), [exported]).ticket;
    expect(again.backoffice).toMatchObject({ state: 'sent', message: null });
    expect(again.exportedToBackofficeAt).not.toBe(before.exportedToBackofficeAt);
  });
});
