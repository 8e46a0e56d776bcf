import { expect, it } from 'vitest';
import { problem } from '../problem.ts';
import { reasonInWords } from './reason-words.ts';

const sam = { ticketId: 't-115', name: 'PPHU SAM' };

it('says the shop where the rule says the ticket’s ID, and leaves other IDs alone', () => {
  expect(reasonInWords(problem('ticket.taken-by-another', { id: 't-115' }), sam, 'pl')).toBe(
    'Zgłoszenie „PPHU SAM” prowadzi inny technik.',
  );
  expect(reasonInWords(problem('ticket.unknown', { id: 't-1' }), sam, 'pl')).toBe('Nie ma zgłoszenia t-1.');
});

it('says the point of sale where the rule says the sub-ticket’s ID', () => {
  const place = { ...sam, subTicketId: 's-735', punktId: '735' };
  expect(reasonInWords(problem('subTicket.withdrawn', { id: 's-735' }), place, 'pl')).toBe(
    'Podzgłoszenie punktu 735 zostało odebrane i przekazane innemu Partnerowi.',
  );
  expect(reasonInWords(problem('subTicket.unknown', { id: 's-1' }), place, 'pl')).toBe('Nie ma podzgłoszenia s-1.');
});

it('says fields by their names, and one that it does not know as it came', () => {
  expect(reasonInWords(problem('operation.conflict', { fields: 'phone, postalCode, colour' }), sam, 'pl')).toBe(
    'Ktoś w międzyczasie zmienił te same pola: Telefon, Kod pocztowy, colour.',
  );
});
