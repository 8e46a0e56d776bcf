import { Button, Radio, Textarea } from '@mantine/core';
import { useState } from 'react';
import { reasonInWords } from '../../domain/operations/reason-words.ts';
import type { HesitationView } from '../../electron/core/api/views.ts';
import { KeepingLine, KeepingTrouble } from '../draft/keeping-line.tsx';
import { useNoteDraft } from '../draft/use-note-draft.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useIntent } from '../ticket/actions.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { PathStep, type StepState } from './step.tsx';

type Which = keyof HesitationView['suggested'];
const WHICH = ['hesitates', 'declines'] as const satisfies readonly Which[];

/** Suspending, with the note on the resignation that the manual demands: its words are there, to be changed at will. */
export function SuspendStep({ view, state }: { readonly view: HesitationView; readonly state: StepState }) {
  const t = useT();
  const language = useLanguage();
  const { ticket, suspended, suspendObstacle, quoteFile } = view;
  return (
    <PathStep number={2} title={t('hesitation.suspend')} state={state}>
      <p className="dim">{t('hesitation.suspend.text')}</p>
      {suspended !== null ? (
        <p className="break">
          {t('ticket.suspendedBecause')} {suspended.note}
        </p>
      ) : suspendObstacle !== null ? (
        <Notice tone="accent">
          {reasonInWords(suspendObstacle, { ticketId: ticket.id, name: ticket.company.name }, language)}
        </Notice>
      ) : (
        <>
          {quoteFile === null && <p>{t('hesitation.suspend.quoteFirst')}</p>}
          <SuspendForm view={view} />
        </>
      )}
    </PathStep>
  );
}

function SuspendForm({ view: { ticket, suggested } }: { readonly view: HesitationView }) {
  const t = useT();
  const [which, setWhich] = useState<Which>('hesitates');
  // Null while nobody has changed the words that are offered.
  const draft = useNoteDraft('ticket.suspend', ticket.id);
  const own = draft.typed;
  const act = useIntent(() => void draft.drop());
  const note = own ?? suggested[which];
  return (
    <form
      className={ui.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (note.trim() !== '') act.run({ kind: 'ticket.suspend', target: ticket.id, args: { note: note.trim() } });
      }}
    >
      <Radio.Group
        label={t('hesitation.which')}
        value={which}
        onChange={(value) => {
          setWhich(value === 'declines' ? 'declines' : 'hesitates');
        }}
      >
        <div className={ui.row}>
          {WHICH.map((one) => (
            <Radio key={one} value={one} label={t(`hesitation.which.${one}`)} />
          ))}
        </div>
      </Radio.Group>
      <Textarea
        label={t('hesitation.note')}
        description={t('hesitation.noteHint')}
        autosize
        minRows={3}
        maxLength={4000}
        required
        value={note}
        readOnly={!draft.ready}
        onChange={(event) => draft.keep(event.currentTarget.value)}
      />
      <KeepingTrouble keeping={draft.keeping} settle={draft.settle} />
      <ActProblem act={act} />
      <div className={ui.row}>
        <Button type="submit" loading={act.busy} disabled={note.trim() === ''}>
          {t('operation.ticket.suspend')}
        </Button>
        {own !== null && own !== suggested[which] && (
          <Button variant="subtle" onClick={() => void draft.drop()}>
            {t('hesitation.suggested')}
          </Button>
        )}
        {own !== null && <KeepingLine keeping={draft.keeping} />}
      </div>
    </form>
  );
}
