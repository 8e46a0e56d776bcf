import { addDays } from '../../domain/calendar.ts';
import type { PriceList, PriceListItem } from '../../domain/model/index.ts';
import type { Ago } from './seed-rows.ts';

const item = (
  id: string,
  group: PriceListItem['group'],
  name: string,
  unitNet: number | null,
  unit = 'szt.',
  vat: PriceListItem['vat'] = 23,
): PriceListItem => ({ id, name, group, unit, unitNet, vat });

/** Invented prices to practise with: the real list is not public, and each operator brings their own. */
export function trainingPriceList({ date }: Ago): PriceList {
  return {
    id: 'cennik-szkoleniowy',
    name: 'Cennik szkoleniowy',
    validFrom: date(365),
    validUntil: null,
    items: [
      item('pcpos7', 'software', 'PC-POS 7, pierwsze stanowisko', 99_000),
      item('pcpos7-kolejne', 'software', 'PC-POS 7, kolejne stanowisko', 59_000),
      item('pcpos7-wymiana', 'software', 'PC-POS 7, wymiana wcześniejszej wersji', 44_950),
      item('mplatform', 'software', 'Moduł M/platform do PC-POS 7', 19_999),
      item('komputer', 'hardware', 'Komputer stanowiska kasowego', null),
      item('drukarka', 'hardware', 'Drukarka fiskalna online', null),
      item('czytnik', 'hardware', 'Czytnik kodów kreskowych', 27_490),
      item('instalacja', 'service', 'Instalacja i konfiguracja stanowiska', 30_000, 'stan.'),
      item('szkolenie', 'service', 'Szkolenie obsługi', 15_000, 'godz.'),
      item('dojazd', 'service', 'Dojazd', null, 'km'),
      item('podrecznik', 'service', 'Podręcznik drukowany', 3_333, 'szt.', 5),
    ],
    offers: [
      {
        id: 'insoft-zakup',
        name: 'Oferta specjalna Insoft na zakup',
        items: ['pcpos7', 'pcpos7-kolejne', 'mplatform'],
        stations: 'purchase',
        discount: 150,
        from: date(365),
        until: addDays(date(0), 365),
      },
      {
        id: 'insoft-wymiana',
        name: 'Oferta specjalna Insoft na wymianę',
        items: ['pcpos7-wymiana', 'mplatform'],
        stations: 'exchange',
        discount: 333,
        from: date(365),
        until: addDays(date(0), 365),
      },
    ],
  };
}
