import type { Store, WriteTransaction } from '../store/port.ts';

/** What operators do, as it is written down. A name that was published never changes: entries stay for good. */
export const ACTIONS = [
  'account.add',
  'account.password',
  'account.remove',
  'login.done',
  'login.refused',
  'login.ended',
  'ticket.add',
  'ticket.withdraw',
  'ticket.backoffice',
  'ticket.file',
  'device.revoke',
  'device.forgetKey',
  'dealer.save',
  'technician.save',
  'technician.code',
  'priceList.add',
  'pcposProfile.save',
  'documentTemplate.save',
  'material.add',
  'shared.withdraw',
  'setting.save',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface Deed {
  /** The operator's name; null for the command line. */
  readonly by: string | null;
  readonly action: Action;
  readonly target: string;
  readonly detail?: string;
}

const MAX_DETAIL = 500;

export interface AuditSource {
  readonly newId: () => string;
  readonly now: () => number;
}

export const saveDeed = (
  tx: WriteTransaction,
  { newId, now }: AuditSource,
  { by, action, target, detail = '' }: Deed,
): Promise<void> => tx.saveAudit({ id: newId(), at: now(), by, action, target, detail: detail.slice(0, MAX_DETAIL) });

/** A store whose transactions also write the deed down, with it or not at all. What was refused (`ok: false`) was not done. */
export function deedStore(store: Store, source: AuditSource, deed: Deed): Store {
  return {
    ...store,
    transaction: (work) =>
      store.transaction(async (tx) => {
        const done = await work(tx);
        const refused = typeof done === 'object' && done !== null && 'ok' in done && done.ok === false;
        if (!refused) await saveDeed(tx, source, deed);
        return done;
      }),
  };
}
