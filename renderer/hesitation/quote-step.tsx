import { Button } from '@mantine/core';
import { IconFileText, IconPaperclip } from '@tabler/icons-react';
import { Link } from 'wouter';
import { formatGrosze } from '../../domain/money.ts';
import { reasonInWords } from '../../domain/operations/reason-words.ts';
import type { HesitationView } from '../../electron/core/api/views.ts';
import { openedFrom } from '../documents/pdf-file.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { AttachArea } from '../ticket/attach.tsx';
import { attachFile } from '../ticket/attach-file.ts';
import { documentNames } from '../ticket/file-text.ts';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { PathStep, type StepState } from './step.tsx';

/** The quote alone: as it was scanned, or as the program prints it, without a signature. */
export function QuoteStep({ view, state }: { readonly view: HesitationView; readonly state: StepState }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const { ticket, quoteFile, attachObstacle, signed, mail } = view;
  const { quote } = ticket;
  const print = useAct(async () => {
    const made = await client.documents.print({ ticketId: ticket.id, document: 'quote' });
    if (!made.ok) return made;
    const { blob, name } = openedFrom(made.value);
    const file = new File([blob], name, { type: blob.type });
    return attachFile(client, { file, ticketId: ticket.id, kind: 'quote' }, () => {});
  });
  const allowed = attachObstacle === null;
  return (
    <PathStep number={1} title={t('hesitation.quote')} state={state}>
      <p className="dim">{t('hesitation.quote.text')}</p>
      {quoteFile !== null && (
        <p className="break">
          {t('hesitation.quote.attached', { name: quoteFile.name, at: formatInstant(quoteFile.attachedAt, language) })}{' '}
          {quote !== null && <span className="num">({formatGrosze(quote.totalGross)})</span>}
        </p>
      )}
      {signed.length > 0 && (
        <Notice tone="warn">
          {t('hesitation.quote.signed', {
            documents: signed.map((kind) => t(documentNames[kind]).toLocaleLowerCase()).join(', '),
          })}
        </Notice>
      )}
      {attachObstacle !== null && (
        <Notice tone="accent">
          {reasonInWords(attachObstacle, { ticketId: ticket.id, name: ticket.company.name }, language)}
        </Notice>
      )}
      {quoteFile === null && quote === null && (
        <div className={ui.row}>
          <Button component={Link} href={`/tickets/${ticket.id}/quote`}>
            {t('quote.make')}
          </Button>
          <span className="dim">{t('hesitation.quote.first')}</span>
        </div>
      )}
      {allowed && quoteFile === null && (
        <AttachArea ticketId={ticket.id} missing={['quote']} allowed={allowed}>
          {(choose) => (
            <div className={ui.row}>
              {mail.printable && (
                <Button
                  leftSection={<IconFileText size={16} aria-hidden />}
                  loading={print.busy}
                  onClick={() => print.run(undefined)}
                >
                  {t('hesitation.quote.print')}
                </Button>
              )}
              <Button
                variant={mail.printable || quote === null ? 'default' : 'filled'}
                leftSection={<IconPaperclip size={16} aria-hidden />}
                onClick={() => choose('quote')}
              >
                {t('hesitation.quote.scan')}
              </Button>
            </div>
          )}
        </AttachArea>
      )}
      <ActProblem act={print} />
    </PathStep>
  );
}
