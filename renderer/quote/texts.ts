import type { PriceListItem, QuoteLine } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import { assertNever } from '../../domain/result.ts';
import type { Language } from '../../domain/text.ts';
import { formatDate } from '../format.ts';
import type { Translate, UiKey } from '../i18n.ts';
import type { QuoteChange } from './changes.ts';

export const groupNames: Readonly<Record<PriceListItem['group'], UiKey>> = {
  software: 'quote.group.software',
  hardware: 'quote.group.hardware',
  service: 'quote.group.service',
};

/** `15%`, `33,3%`: parts per thousand as a person reads them. */
export function formatDiscount(perMille: number, language: Language): string {
  const number = new Intl.NumberFormat(language === 'pl' ? 'pl-PL' : 'en-GB', { maximumFractionDigits: 1 });
  return `${number.format(perMille / 10)}%`;
}

const offerText = (t: Translate, offer: QuoteLine['offer'], language: Language): string =>
  offer === null
    ? t('quote.change.noOffer')
    : t('quote.change.offerNamed', { name: offer.name, discount: formatDiscount(offer.discount, language) });

/** One change as a sentence. */
export function changeText(t: Translate, change: QuoteChange, language: Language): string {
  switch (change.kind) {
    case 'added':
    case 'removed': {
      const { name, quantity, unitNet } = change;
      const params = { name, quantity, price: formatGrosze(unitNet) };
      return t(change.kind === 'added' ? 'quote.change.added' : 'quote.change.removed', params);
    }
    case 'gone':
      return t('quote.change.gone', { name: change.name });
    case 'renamed':
      return t('quote.change.renamed', { name: change.name, to: change.to });
    case 'quantity':
      return t('quote.change.quantity', { name: change.name, from: change.from, to: change.to });
    case 'price':
      return t('quote.change.price', { name: change.name, from: formatGrosze(change.from), to: formatGrosze(change.to) });
    case 'vat':
      return t('quote.change.vat', { name: change.name, from: change.from, to: change.to });
    case 'offer':
      return t('quote.change.offer', {
        name: change.name,
        from: offerText(t, change.from, language),
        to: offerText(t, change.to, language),
      });
    case 'stations':
      return t(change.of === 'purchase' ? 'quote.change.purchase' : 'quote.change.exchange', {
        from: change.from,
        to: change.to,
      });
    case 'validUntil':
      return t('quote.change.validUntil', { from: formatDate(change.from, language), to: formatDate(change.to, language) });
    default:
      return assertNever(change);
  }
}

/** `+123,00 zł`, `-5,00 zł`, `0,00 zł`. */
export const formatDifference = (amount: number): string => (amount > 0 ? '+' : '') + formatGrosze(amount);
