import { Link } from 'wouter';
import type { OperationView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { Notice } from '../ui/states.tsx';

/** On a ticket's page: what of its work is not at M/platform yet, or was refused. */
export function Pending({ operations }: { readonly operations: readonly OperationView[] }) {
  const t = useT();
  const refused = operations.filter((o) => o.state === 'rejected').length;
  const waiting = operations.filter((o) => o.state === 'waiting' || o.state === 'sent' || o.state === 'held').length;
  return (
    <>
      {refused > 0 && (
        <Notice tone="bad">
          <span>
            {t('operations.rejectedCount', { count: refused })}. <Link href="/sync">{t('operations.show')}</Link>
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
