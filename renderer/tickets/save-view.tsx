import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TicketSelection } from '../../electron/core/api/list-contract.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** Gives what the list shows now a name, under which it is found again. */
export function SaveView({ selection, onClose }: { readonly selection: TicketSelection; readonly onClose: () => void }) {
  const t = useT();
  const client = useClient();
  const [name, setName] = useState('');
  const [id] = useState(() => crypto.randomUUID());
  const act = useAct(
    (wanted: string) => client.tickets.saveView({ id, name: wanted, query: { ...selection, statuses: [...selection.statuses] } }),
    onClose,
  );
  return (
    <Modal opened onClose={onClose} title={t('view.saveTitle')} closeButtonProps={{ 'aria-label': t('action.dismiss') }}>
      <form
        className={ui.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') act.run(name.trim());
        }}
      >
        <TextInput
          data-autofocus
          required
          maxLength={60}
          label={t('view.name')}
          description={t('view.nameHint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ActProblem act={act} />
        <div className={ui.row}>
          <Button type="submit" loading={act.busy} disabled={name.trim() === ''}>
            {t('view.save')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('action.back')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
