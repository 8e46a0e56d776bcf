import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useApi, useClient } from '../queries.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** Pages that were put together here and never attached: after a crash, or left for later. */
export function KeptPages({ ticketId, onOpen }: { readonly ticketId: string; readonly onOpen: () => void }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const draft = useQuery(useApi().scans.get.queryOptions({ input: { ticketId }, staleTime: 0 })).data;
  const sources = draft?.ok === true ? draft.value.sources : [];
  const drop = useAct(() => client.scans.drop({ ticketId, ids: sources.map(({ id }) => id) }));
  const last = sources.at(-1);
  if (last === undefined) return null;
  return (
    <Notice tone="warn">
      <span>{t('scan.left', { count: sources.length, at: formatInstant(last.at, language) })}</span>
      <div className={ui.row}>
        <Button variant="default" onClick={onOpen}>
          {t('scan.keep')}
        </Button>
        <Button variant="subtle" loading={drop.busy} onClick={() => drop.run(undefined)}>
          {t('scan.dropAll')}
        </Button>
      </div>
      <ActProblem act={drop} />
    </Notice>
  );
}
