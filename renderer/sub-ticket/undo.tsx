import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { OperationView, SubTicketView } from '../../electron/core/api/views.ts';
import { formatTime } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useAct, useApi, useClient, useStatus } from '../queries.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './sub-ticket.module.css';
import { startOf } from './use-training-draft.ts';

/** What can be taken back by one button, and how it is told. A written configuration has its own way back; a close its own button. */
const said = {
  'subTicket.take': 'undo.subTicket.take',
  'subTicket.editPointOfSale': 'undo.subTicket.editPointOfSale',
  'subTicket.recordTraining': 'undo.subTicket.recordTraining',
  'subTicket.recordInvoice': 'undo.subTicket.recordInvoice',
  'subTicket.suspend': 'undo.subTicket.suspend',
  'subTicket.resume': 'undo.subTicket.resume',
  'subTicket.resign': 'undo.subTicket.resign',
} as const satisfies Partial<Record<OperationView['kind'], UiKey>>;
type Undoable = keyof typeof said;
const isUndoable = (kind: OperationView['kind']): kind is Undoable => Object.hasOwn(said, kind);

/** The newest thing done here that M/platform has not confirmed: a calm way back, for as long as there is one. */
export function Undo({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const { data } = useQuery(useApi().operations.list.queryOptions({ input: { state: 'open' } }));
  const { subTicket, ticket } = view;
  // What was done after it may rest on it, also on the ticket or at another point of sale.
  const newest = (data ?? []).find(({ ticketId, givenUp }) => ticketId === ticket.id && !givenUp);
  const offline = useStatus()?.sync.state === 'offline';
  const lasting = useLasting(newest?.id);
  const act = useAct(async (operation: OperationView) => {
    const { training } = subTicket;
    if (operation.kind === 'subTicket.recordTraining' && training !== null) {
      // What was ticked and signed is there again, to be gone on with.
      const now = await client.retailerTraining.get({ subTicketId: subTicket.id });
      if (now.ok && now.value.draft.typed === null) {
        const { draft, suggested } = now.value;
        const typed = { ...startOf(training, suggested), consent: training.signature === undefined };
        await client.retailerTraining.saveDraft({ subTicketId: subTicket.id, expects: draft.version, typed });
      }
    }
    const { id, state } = operation;
    // What went out may have arrived, though no answer came: M/platform is told, and says what it found.
    return state === 'waiting' ? client.operations.withdraw({ id }) : client.inbox.discard({ id });
  });
  if (newest === undefined || newest.id !== lasting || newest.target !== subTicket.id || !isUndoable(newest.kind)) return null;
  if (newest.state !== 'waiting' && !(newest.state === 'sent' && offline)) return null;
  return (
    <div className={styles.undo}>
      <Notice tone="accent" live>
        <span>
          {t(said[newest.kind], { punktId: subTicket.punktId })}{' '}
          {t('undo.notThere', { at: formatTime(newest.deviceTime, language) })}
        </span>
        <div className={ui.row}>
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            loading={act.busy}
            onClick={() => act.run(newest)}
          >
            {t('undo.do')}
          </Button>
        </div>
        <ActProblem act={act} />
      </Notice>
    </div>
  );
}

/** With a line all is sent at once: nothing is to appear on the page and be gone again. */
const LASTING_MS = 700;

/** The id, once it has been the same for a while. */
function useLasting(id: string | undefined): string | undefined {
  const [lasting, setLasting] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setLasting(id), LASTING_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return lasting;
}
