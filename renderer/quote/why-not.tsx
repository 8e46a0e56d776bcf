import { reasonInWords } from '../../domain/operations/reason-words.ts';
import type { Problem } from '../../domain/problem.ts';
import type { QuoteView } from '../../electron/core/api/views.ts';
import { useLanguage, useT } from '../i18n.ts';
import { ActButton } from '../ticket/actions.tsx';
import { Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** Why the quote cannot be changed now, and what would have to happen first. */
export function WhyNot({ ticket, obstacle }: { readonly ticket: QuoteView['ticket']; readonly obstacle: Problem }) {
  const t = useT();
  const language = useLanguage();
  const reason = reasonInWords(obstacle, { ticketId: ticket.id, name: ticket.company.name }, language);
  const act =
    obstacle.code === 'ticket.not-taken' ? 'ticket.take' : obstacle.code === 'ticket.suspended' ? 'ticket.resume' : null;
  return (
    <Notice tone="accent">
      <span>
        {reason} {obstacle.code === 'quote.already-exported' && t('quote.exportedWay')}
      </span>
      {act !== null && (
        <div className={ui.row}>
          <ActButton kind={act} target={ticket.id} variant="default" />
        </div>
      )}
    </Notice>
  );
}
