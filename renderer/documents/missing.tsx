import { Link } from 'wouter';
import { explain } from '../../domain/problem.ts';
import type { FieldPlace, PrintableView } from '../../electron/core/api/views.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Notice } from '../ui/states.tsx';
import { missingNames, placeNames, placeOf } from './texts.ts';

/** What a document still lacks, each with the way to where it is filled in; and which of the operator's templates are no good. */
export function Missing(props: {
  readonly printable: PrintableView;
  readonly ticketId: string;
  /** Whether it can be filled in now; no way is shown to what cannot be changed. */
  readonly canFill: boolean;
}) {
  const { printable, ticketId, canFill } = props;
  const t = useT();
  const language = useLanguage();
  const { missing, leftOut, subTicketId } = printable;
  const places = (['company', 'quote', 'subTicket'] as const)
    .map((place): [FieldPlace, string] => [
      place,
      missing
        .filter((field) => field.place === place)
        .map(({ field }) => t(missingNames[field]))
        .join(', '),
    ])
    .filter(([, fields]) => fields !== '');
  return (
    <>
      {!canFill && places.length > 0 && (
        <p className="dim">{t('printed.missing', { fields: places.map(([, fields]) => fields).join(', ') })}</p>
      )}
      {(canFill ? places : []).map(([place, fields]) => (
        <Notice key={place} tone="warn">
          <span>
            {t('printed.missing', { fields })} <Link href={placeOf(place, ticketId, subTicketId)}>{t(placeNames[place])}</Link>
          </span>
        </Notice>
      ))}
      {leftOut.map((problem) => (
        <Notice key={`${problem.code} ${problem.params.version}`} tone="warn">
          {explain(problem, language)}
        </Notice>
      ))}
    </>
  );
}
