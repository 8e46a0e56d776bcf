import * as z from 'zod';
import { rowId } from '../../../../domain/model/index.ts';
import { err, ok, type Result } from '../../../../domain/result.ts';
import type { SharedKind } from '../../operator.ts';
import type { ReadTransaction } from '../../store/port.ts';
import type { NewRow, RowData, StoredRow } from '../../store/records.ts';
import { EVERYONE } from '../../visibility.ts';
import type { Action } from '../audit.ts';
import { address, type Html, html } from '../html.ts';
import { behind, type Fault, fault, form, formView } from '../parts.ts';
import type { View } from '../view.ts';
import { deeds, operating, type PageRoute, route, type Visit } from '../visit.ts';

/** Where each kind of what every device is given has its list. */
const LISTS: Readonly<Record<SharedKind, string>> = {
  priceList: 'price-lists',
  pcposProfile: 'profiles',
  documentTemplate: 'templates',
  material: 'materials',
};

/** Those that devices have now; what was withdrawn is not among them. */
export const sharedRows = <K extends SharedKind>(tx: ReadTransaction, kind: K): Promise<readonly StoredRow<K>[]> =>
  tx.rowsOfKind(kind, [EVERYONE, EVERYONE]);

export async function sharedRow<K extends SharedKind>(
  tx: ReadTransaction,
  kind: K,
  id: string,
): Promise<StoredRow<K> | undefined> {
  const row = await tx.row(kind, id);
  return row?.audience === EVERYONE ? row : undefined;
}

/**
 * Gives it to every device, unless what is there under its id, also where it was withdrawn, speaks against that: asked in the
 * transaction that saves it, so that of two operators at once only one is told that it was done.
 */
export async function addShared<K extends SharedKind>(
  visit: Visit,
  action: Action,
  { kind, id, data, detail }: { readonly kind: K; readonly id: string; readonly data: RowData[K]; readonly detail: string },
  against: (known: RowData[K] | undefined) => Fault | undefined,
): Promise<Result<null, Fault>> {
  return deeds(visit, action, id, detail).transaction(async (tx) => {
    const wrong = against((await tx.row(kind, id))?.data);
    if (wrong !== undefined) return err(wrong);
    await tx.saveRow({ kind, id, audience: EVERYONE, data } as NewRow);
    return ok(null);
  });
}

/** The way to take it back from every device, behind its name. */
export const withdrawing = (view: View, kind: SharedKind, id: string, name: string): Html =>
  behind(
    view.t('shared.withdraw'),
    form(
      formView(view),
      ['shared', kind, id, 'withdraw'],
      view.t('shared.withdraw-this', { name }),
      html`<p>${view.t(`shared.withdraw-hint.${kind}`)}</p>`,
      {
        danger: true,
      },
    ),
  );

export const sharedRoutes: readonly PageRoute[] = [
  route({
    method: 'POST',
    path: '/shared/:kind/:id/withdraw',
    params: z.object({ kind: z.enum(Object.keys(LISTS) as [SharedKind, ...SharedKind[]]), id: rowId }),
    handle: async (visit, { params: { kind, id } }) => {
      const withdrawn = await operating(visit, 'shared.withdraw', id, kind).withdrawShared(kind, id);
      if (!withdrawn.ok) return { missing: fault(withdrawn.error.code, withdrawn.error.params) };
      return { to: address([LISTS[kind]], { done: 'shared.withdraw' }) };
    },
  }),
];
