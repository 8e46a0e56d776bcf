import { Button } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useState } from 'react';
import type { HesitationView, MailDraftView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { save } from '../ticket/open-file.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './hesitation.module.css';
import { PathStep, type StepState } from './step.tsx';

/** The letter to the operations, ready to be sent from the technician's own mail program. Nothing is sent from here. */
export function MailStep({ view, state }: { readonly view: HesitationView; readonly state: StepState }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const { ticket, quoteFile, mail } = view;
  const [made, setMade] = useState<MailDraftView>();
  const keep = (draft: MailDraftView): void => {
    if (!draft.opened) {
      save({ blob: new Blob([draft.text], { type: 'message/rfc822' }), name: draft.fileName, dataUrl: null });
    }
    setMade(draft);
  };
  const letter = useAct((source: 'attached' | 'printed') => client.hesitation.letter({ ticketId: ticket.id, source }), keep);
  const source = quoteFile === null ? 'printed' : 'attached';
  const possible = quoteFile !== null || mail.printable;
  return (
    <PathStep number={4} title={t('hesitation.mail')} state={state}>
      <p className="dim">{t('hesitation.mail.text')}</p>
      <dl className={styles.letter}>
        <dt>{t('hesitation.mail.to')}</dt>
        <dd>{mail.to}</dd>
        <dt>{t('hesitation.mail.subject')}</dt>
        <dd>{mail.subject}</dd>
        <dt>{t('hesitation.mail.attachment')}</dt>
        <dd>{quoteFile?.name ?? (mail.printable ? t('hesitation.mail.printed') : t('hesitation.mail.none'))}</dd>
      </dl>
      {mail.madeAt !== null && made === undefined && (
        <p>{t('hesitation.mail.madeAt', { at: formatInstant(mail.madeAt, language) })}</p>
      )}
      {mail.outdated && made === undefined && <Notice tone="warn">{t('hesitation.mail.outdated')}</Notice>}
      <div className={ui.row}>
        <Button
          leftSection={<IconMailForward size={16} aria-hidden />}
          variant={state === 'now' ? 'filled' : 'default'}
          loading={letter.busy}
          disabled={!possible}
          onClick={() => letter.run(source)}
        >
          {t(mail.madeAt === null ? 'hesitation.mail.make' : 'hesitation.mail.again')}
        </Button>
        {letter.problem !== null && source === 'attached' && mail.printable && (
          <Button variant="default" disabled={letter.busy} onClick={() => letter.run('printed')}>
            {t('hesitation.mail.usePrint')}
          </Button>
        )}
      </div>
      {made !== undefined && !letter.busy && (
        <Notice tone="ok" live>
          {t(made.opened ? 'hesitation.mail.opened' : 'hesitation.mail.saved', { file: made.fileName })}
        </Notice>
      )}
      <ActProblem act={letter} />
    </PathStep>
  );
}
