import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SavedView } from '../../electron/core/api/list-contract.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';

/** Removes the view that is shown; it can be had back until another one is removed. */
export function DropView({ view }: { readonly view: SavedView | undefined }) {
  const t = useT();
  const client = useClient();
  const [gone, setGone] = useState<SavedView>();
  const drop = useAct((one: SavedView) => client.tickets.dropView({ id: one.id }));
  const back = useAct(
    ({ id, name, query }: SavedView) => client.tickets.saveView({ id, name, query: { ...query, statuses: [...query.statuses] } }),
    () => setGone(undefined),
  );
  return (
    <>
      {view !== undefined && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            setGone(view);
            drop.run(view);
          }}
        >
          {t('view.drop', { name: view.name })}
        </Button>
      )}
      {gone !== undefined && view === undefined && (
        <span role="status">
          {t('view.dropped', { name: gone.name })}{' '}
          <Button size="compact-sm" variant="default" onClick={() => back.run(gone)}>
            {t('action.undo')}
          </Button>
        </span>
      )}
      <ActProblem act={drop} />
      <ActProblem act={back} />
    </>
  );
}
