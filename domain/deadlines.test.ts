import { describe, expect, it } from 'vitest';
import { aDossier, aFile, aSubTicket, aTicket, threeDocuments } from '../tests/support/dossiers.ts';
import { addDays, warsawDate } from './calendar.ts';
import { DEADLINE_DAYS, type DeadlineKind, daysSinceOpened, deadlines, nextDeadline, noteDemanded } from './deadlines.ts';
import type { Ticket } from './model/index.ts';

const of = (ticket: Ticket, kind: DeadlineKind, today: string) => deadlines(ticket, today).find((d) => d.kind === kind);

describe('deadlines', () => {
  it('are the manual’s: taken within 3 days, documents within 7, finished within 30', () => {
    expect(DEADLINE_DAYS).toEqual({ take: 3, documents: 7, finish: 30 });
  });

  it.each([
    ['take', '2026-03-04'],
    ['documents', '2026-03-08'],
    ['finish', '2026-03-31'],
  ] as const)('opened on 1 March, %s is kept through all of %s and late on the day after', (kind, lastDay) => {
    const ticket = aTicket({ openedOn: '2026-03-01' });
    expect(of(ticket, kind, lastDay)).toEqual({ kind, dueOn: lastDay, daysLeft: 0, state: 'open' });
    expect(of(ticket, kind, addDays(lastDay, 1))).toEqual({ kind, dueOn: lastDay, daysLeft: -1, state: 'late' });
  });

  it.each([
    // 30 days from 1 March hold the short day, 30 days from 1 October the long one.
    ['2026-03-01', '2026-03-31T21:59:59Z', '2026-03-31T22:00:00Z'],
    ['2026-10-01', '2026-10-31T22:59:59Z', '2026-10-31T23:00:00Z'],
  ])('opened on %s, the last second in Poland (%s) is in time over the clock change', (openedOn, last, late) => {
    const ticket = aTicket({ openedOn });
    expect(of(ticket, 'finish', warsawDate(Date.parse(last)))?.state).toBe('open');
    expect(of(ticket, 'finish', warsawDate(Date.parse(late)))?.state).toBe('late');
  });

  it('are done when the thing itself is, however late it is now', () => {
    const late = '2027-01-01';
    expect(of(aTicket({ takenAt: '2026-03-10T08:00:00Z' }), 'take', late)?.state).toBe('done');
    expect(of(aTicket({ files: [...threeDocuments] }), 'documents', late)?.state).toBe('done');
    for (const status of ['closed', 'resigned', 'withdrawn'] as const) {
      expect(deadlines(aTicket({ status }), late).map((d) => d.state)).toEqual(['done', 'done', 'done']);
    }
  });

  it('ask for both the agreement and the power of attorney', () => {
    for (const kind of ['agreement', 'powerOfAttorney'] as const) {
      expect(of(aTicket({ files: [aFile('quote'), aFile(kind)] }), 'documents', '2026-12-01')?.state).toBe('late');
    }
  });

  it('show first the earliest that is not done', () => {
    const today = '2026-03-09';
    expect(nextDeadline(aTicket(), today)?.kind).toBe('take');
    expect(nextDeadline(aTicket({ takenAt: '2026-03-09T08:00:00Z' }), today)?.kind).toBe('documents');
    expect(nextDeadline(aTicket({ takenAt: '2026-03-09T08:00:00Z', files: [...threeDocuments] }), today)?.kind).toBe('finish');
    expect(nextDeadline(aTicket({ status: 'closed' }), today)).toBeUndefined();
  });

  it('count the days since a ticket was opened up to the day it was closed', () => {
    expect(daysSinceOpened(aTicket({ openedOn: '2026-03-01' }), '2026-04-01')).toBe(31);
    expect(daysSinceOpened(aTicket({ openedOn: '2026-03-01', closedOn: '2026-03-11' }), '2026-04-01')).toBe(10);
  });
});

describe('a late ticket', () => {
  const today = '2026-11-23';
  const note = (at: string) => ({ text: 'Czekamy na drukarkę.', author: 'Jan', at });
  const late = (change: Partial<Ticket> = {}, ...rest: Parameters<typeof aSubTicket>) =>
    noteDemanded(aDossier(aTicket({ openedOn: addDays(today, -31), ...change }), aSubTicket(...rest)), today);

  it('demands a note that is not older than a week, on itself or a sub-ticket', () => {
    expect(late()).toBe(true);
    expect(late({ notes: [note('2026-11-16T08:00:00Z')] })).toBe(false);
    expect(late({ notes: [note('2026-11-15T08:00:00Z')] })).toBe(true);
    // Polish days: this one was written on the 16th in Warsaw.
    expect(late({ notes: [note('2026-11-15T23:30:00Z')] })).toBe(false);
    expect(late({}, { notes: [note('2026-11-20T08:00:00Z')] })).toBe(false);
  });

  it('demands none on its last day, nor once it has ended', () => {
    expect(late({ openedOn: addDays(today, -30), takenAt: '2026-11-01T08:00:00Z', files: [...threeDocuments] })).toBe(false);
    expect(late({ status: 'closed' })).toBe(false);
  });
});
