import { describe, expect, it } from 'vitest';
import { aDossier, aSubTicket, aTicket, NOW } from '../../../tests/support/dossiers.ts';
import { aStore, changesOf } from '../../../tests/support/store.ts';
import { ticketQuery } from '../api/contract.ts';
import type { Closings } from '../closing/closings.ts';
import { createTicketViews } from '../tickets/views.ts';
import { fold } from './fold.ts';

describe('search', () => {
  it('reads Polish letters with and without their marks', () => {
    expect(fold('ZAŻÓŁĆ GĘŚLĄ JAŹŃ')).toBe('zazolc gesla jazn');
    expect(fold('zażółć gęślą jaźń'.normalize('NFD'))).toBe('zazolc gesla jazn');
    expect(fold('Sieciechów 26-922')).toBe('sieciechow 26-922');
  });

  function found(search: string): readonly string[] {
    const { store, db } = aStore();
    const { company } = aTicket();
    store.applyChanges(
      [
        ...changesOf(aDossier(aTicket({ id: 'T1', company: { ...company, name: 'Żółw i Łoś', city: 'Łódź' } }))),
        ...changesOf(
          aDossier(
            aTicket({ id: 'T2', company: { ...company, name: 'PPHU 100% SAM_1', nip: '8213457130', city: 'Arklity' } }),
            aSubTicket({ id: 'T2-1', ticketId: 'T2', punktId: '99735' }),
          ),
        ),
      ],
      'c1',
      true,
    );
    const views = createTicketViews(db, store, { now: () => NOW }, {} as Closings, () => true);
    return views.list(ticketQuery.parse({ search })).rows.map((r) => r.id);
  }

  it.each([
    ['zolw', ['T1']],
    ['ŻÓŁW', ['T1']],
    ['łodz żół', ['T1']],
    ['los arklity', []],
    ['8213457130', ['T2']],
    ['99735', ['T2']],
    ['100%', ['T2']],
    ['%', ['T1', 'T2']],
    ['_1', ['T2']],
    ['821-345-71-30', ['T2']],
    ['821 345 71 30', ['T2']],
    ["' OR 1=1 --", []],
    ['   ', ['T1', 'T2']],
  ])('for %j finds %j', (search, ids) => expect([...found(search)].sort()).toEqual(ids));
});
