import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SubTicketView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Invoice } from '../quote/invoice.tsx';
import { isAllowed, useIntent } from '../ticket/actions.tsx';
import { Section } from '../ui/parts.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

export function Training({ view }: { readonly view: SubTicketView }) {
  return (
    <div className={ui.stack}>
      <RetailerTraining view={view} />
      <Invoice view={view} />
    </div>
  );
}

function RetailerTraining({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const language = useLanguage();
  const { training, id } = view.subTicket;
  const [name, setName] = useState(training?.retailerName ?? '');
  const act = useIntent();
  const allowed = isAllowed(view.actions, 'subTicket.recordTraining');
  return (
    <Section title={t('trained.title')}>
      <p>{t('trained.text')}</p>
      {training !== null && (
        <Notice tone="ok">
          {t('trained.recorded', {
            name: training.retailerName,
            at: formatInstant(training.recordedAt, language),
            by: training.recordedBy,
          })}
        </Notice>
      )}
      {allowed && (
        <form
          className={ui.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== '')
              act.run({ kind: 'subTicket.recordTraining', target: id, args: { retailerName: name.trim() } });
          }}
        >
          <TextInput
            className={ui.grow ?? ''}
            label={t('field.retailerName')}
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            loading={act.busy}
            disabled={name.trim() === ''}
            variant={training === null ? 'filled' : 'default'}
          >
            {t('operation.subTicket.recordTraining')}
          </Button>
        </form>
      )}
      <ActProblem act={act} />
    </Section>
  );
}
