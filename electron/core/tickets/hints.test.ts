import { expect, it } from 'vitest';
import { aSubTicket, takenTicket } from '../../../tests/support/dossiers.ts';
import { hintOf } from './hints.ts';

const scan = (kind: 'quote' | 'agreement' | 'powerOfAttorney') => ({
  kind,
  sha256: 'a'.repeat(64),
  name: `${kind}.pdf`,
  size: 1,
  attachedAt: '2026-03-02T10:00:00.000Z',
  attachedBy: 'Jan',
});
const late = '2026-06-01';

it('names the documents that are still to come, in the manual’s order', () => {
  const ticket = takenTicket({ files: [scan('agreement')], exportedToBackofficeAt: null });
  expect(hintOf({ ticket, subTickets: [] }, '2026-03-02')).toMatchObject({
    documents: ['quote', 'powerOfAttorney'],
    export: false,
  });
});

it('says that the documents wait to be exported, and how many points of sale are open', () => {
  const files = [scan('quote'), scan('agreement'), scan('powerOfAttorney')];
  const subTickets = [
    aSubTicket({ id: 'S1' }),
    aSubTicket({ id: 'S2', status: 'closed' }),
    aSubTicket({ id: 'S3', status: 'resigned' }),
  ];
  const hint = hintOf({ ticket: takenTicket({ files, exportedToBackofficeAt: null }), subTickets }, '2026-03-02');
  expect(hint).toMatchObject({ documents: [], export: true, points: 1 });
});

it('asks for a note of a late ticket, until there is a current one on it or its points', () => {
  const ticket = takenTicket({ notes: [] });
  expect(hintOf({ ticket, subTickets: [] }, late).note).toBe(true);
  const note = { text: 'Detalista wraca w piątek', author: 'Jan', at: '2026-05-30T10:00:00.000Z' };
  expect(hintOf({ ticket, subTickets: [aSubTicket({ notes: [note] })] }, late).note).toBe(false);
});
