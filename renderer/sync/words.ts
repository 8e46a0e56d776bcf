import { formatGrosze } from '../../domain/money.ts';
import type { OperationKind } from '../../domain/operations/operation.ts';
import { isTextKey, type Language, sentence } from '../../domain/text.ts';
import type { Changer, InboxState, OperationPlace, SaidValue } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import type { Translate } from '../i18n.ts';

/** The words that the core's own export uses, so that the screen and the file say the same. */
export const didText = (kind: OperationKind, language: Language): string => sentence(`inbox.did.${kind}`, {}, language);
export const stateText = (state: InboxState, language: Language): string => sentence(`inbox.state.${state}`, {}, language);

export function goneText(reason: string, language: Language): string {
  const key = `inbox.gone.${reason}`;
  return sentence(isTextKey(key) ? key : 'inbox.gone.gone', {}, language);
}

/** Digests tell people nothing. */
export const isForPeople = ({ name }: SaidValue): boolean => name !== 'digest' && name !== 'sha256';

export const saidText = ({ name, value }: SaidValue): string => (name === 'totalGross' ? formatGrosze(Number(value)) : value);

/** `PPHU SAM, Sieciechów · punkt 735`. */
export function placeText(t: Translate, { name, city, punktId }: OperationPlace): string {
  const shop = [name, city].filter((part) => part !== '').join(', ');
  return punktId === null ? shop : `${shop} · ${t('inbox.punkt', { punktId })}`;
}

/** `Marek Sowa, Dealer Alfa, 23.11.2026, 14:05`. */
export const changerText = ({ technician, dealer, at }: Changer, language: Language): string =>
  [technician, dealer, formatInstant(at, language)].filter((part) => part !== null).join(', ');

export const quoteLink = ({ ticketId }: OperationPlace): string => `/tickets/${ticketId}/quote`;

export const placeLink = ({ ticketId, subTicketId }: OperationPlace): string =>
  subTicketId === null ? `/tickets/${ticketId}` : `/tickets/${ticketId}/sub-tickets/${subTicketId}`;
