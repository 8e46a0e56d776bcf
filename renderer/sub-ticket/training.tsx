import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Checklist, RetailerTrainingView, SubTicketView, TrainingDraft } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { Invoice } from '../quote/invoice.tsx';
import { isAllowed } from '../ticket/actions.tsx';
import { Section } from '../ui/parts.tsx';
import { ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { itemsOf } from './checklist-fields.tsx';
import { TrainingForm } from './training-form.tsx';
import { TrainingRecord } from './training-recorded.tsx';

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
  const { id: subTicketId, training: recorded } = view.subTicket;
  const { data } = useQuery(useApi().retailerTraining.get.queryOptions({ input: { subTicketId } }));
  const [changing, setChanging] = useState(false);
  if (data === undefined) return null;
  if (!data.ok) return <ProblemNotice problem={data.error} />;
  const training = data.value;
  const allowed = isAllowed(view.actions, 'subTicket.recordTraining');
  const isForm = allowed && (recorded === null || changing || training.draft.typed !== null);
  const listOf = ({ checklist }: Pick<TrainingDraft, 'checklist'>): Checklist | undefined =>
    training.checklists.find(({ id }) => id === checklist) ?? training.checklists.find(({ id }) => id === training.suggested);
  return (
    <Section title={t('trained.title')} state={isForm && <Progress training={training} listOf={listOf} />}>
      {isForm && <p>{t('trained.text')}</p>}
      {recorded !== null && !isForm && <TrainingRecord training={recorded} checklists={training.checklists} />}
      {recorded === null && !allowed && <p className="dim">{t('trained.notNow')}</p>}
      {isForm && (
        <TrainingForm
          view={view}
          training={training}
          list={(typed) => listOf(typed) ?? (training.checklists[0] as Checklist)}
          onDone={() => setChanging(false)}
        />
      )}
      {recorded !== null && allowed && !isForm && (
        <div className={ui.row}>
          <Button variant="default" onClick={() => setChanging(true)}>
            {t('trained.change')}
          </Button>
        </div>
      )}
    </Section>
  );
}

function Progress(props: {
  readonly training: RetailerTrainingView;
  readonly listOf: (typed: Pick<TrainingDraft, 'checklist'>) => Checklist | undefined;
}) {
  const t = useT();
  const { typed } = props.training.draft;
  const list = props.listOf({ checklist: typed?.checklist ?? props.training.suggested });
  if (list === undefined) return null;
  const all = itemsOf(list);
  const done = all.filter((id) => typed?.done.includes(id)).length;
  return <span className="dim num">{t('trained.count', { done, all: all.length })}</span>;
}
