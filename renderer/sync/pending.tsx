import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { OperationView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { Notice } from '../ui/states.tsx';

/** On a ticket's page: what of its work is not at M/platform yet, or was refused or is held and waits for the person. */
export function Pending({ operations }: { readonly operations: readonly OperationView[] }) {
  const t = useT();
  const open = useQuery(useApi().operations.list.queryOptions({ input: { state: 'open' } }));
  const here = new Set(operations.map((o) => o.id));
  const asking = (open.data ?? []).filter((o) => here.has(o.id));
  const refused = asking.filter((o) => o.state === 'rejected').length;
  const held = asking.filter((o) => o.state === 'held').length;
  const waiting = asking.length - refused - held;
  return (
    <>
      {refused > 0 && (
        <Notice tone="bad">
          <span>
            {t('operations.rejectedCount', { count: refused })}. {t('operations.keptThere')}{' '}
            <Link href="/sync">{t('operations.show')}</Link>
          </span>
        </Notice>
      )}
      {held > 0 && (
        <Notice tone="warn">
          <span>
            {t('operations.heldText', { count: held })} <Link href="/sync">{t('operations.show')}</Link>
          </span>
        </Notice>
      )}
      {waiting > 0 && (
        <Notice tone="accent">
          <span>
            {t('operations.waitingText', { count: waiting })} <Link href="/sync">{t('operations.show')}</Link>
          </span>
        </Notice>
      )}
    </>
  );
}
