import type { Dossier, Ticket } from '../../domain/model/index.ts';
import {
  type Ago,
  ALFA,
  BETA,
  COLLEAGUE,
  type DealerOfRows,
  newSubTicket,
  newTicket,
  type Shop,
  TRAINEE,
  takenBy,
  withDocuments,
} from './seed-rows.ts';

/** A point of sale that M/platform has switched off, to practise a probe that fails for it. */
export const INACTIVE_PUNKT = '741';
const EARLIER_PARTNER = 'Dealer Omega';

const shop = (crmId: string, nip: string, name: string, street: string, postalCode: string, city: string): Shop => ({
  crmId,
  nip,
  name,
  street,
  postalCode,
  city,
});

/** The manual's two tickets, and invented companies (with NIPs that pass the checksum) so that the list looks alive. */
export const trainingDossiers = (ago: Ago): readonly Dossier[] => [
  ...manual(ago),
  ...ofTrainee(ago),
  ...untaken(ago),
  ofColleague(ago),
  ofOtherDealer(ago),
];

function manual({ date, instant }: Ago): readonly Dossier[] {
  const sam = newTicket(shop('115', '7974569439', 'PPHU SAM', 'ul. Rynek 4', '26-922', 'Sieciechów'), date(0), ALFA);
  // Handed over from another partner with all of its documents: ticket and sub-ticket can be taken at once.
  const ready = withDocuments(sam, 246_000, instant(0), EARLIER_PARTNER);
  const food = newTicket(shop('80', '8213457130', 'PPHU Spożywcza', 'ul. Szkolna 12', '11-420', 'Arklity'), date(5), ALFA);
  return [
    { ticket: ready, subTickets: [newSubTicket(sam, '735', ALFA)] },
    {
      ticket: takenBy(food, TRAINEE.id, instant(4), 'agreement'),
      subTickets: [newSubTicket(food, '812', ALFA), newSubTicket(food, '813', ALFA, { purchase: 0, exchange: 2 })],
    },
  ];
}

function ofTrainee({ date, instant }: Ago): readonly Dossier[] {
  const oak = newTicket(shop('93', '7960012342', 'Sklep Pod Dębem', 'ul. Dębowa 7', '26-600', 'Radom'), date(12), ALFA);
  const why = 'Detalista potrzebuje czasu do końca miesiąca, wycena przekazana opiekunowi.';
  const suspended: Ticket = {
    ...takenBy(oak, TRAINEE.id, instant(11), 'suspended'),
    statusBeforeSuspension: 'agreement',
    suspensionNote: why,
    notes: [{ text: why, author: TRAINEE.name, at: instant(9) }],
    quote: { revision: 1, totalGross: 319_800, savedAt: instant(10), savedBy: TRAINEE.name },
  };

  const bread = newTicket(shop('61', '9481122335', 'Piekarnia Złoty Kłos', 'ul. Młyńska 3', '26-700', 'Zwoleń'), date(34), ALFA);
  const late = {
    ...withDocuments(takenBy(bread, TRAINEE.id, instant(33), 'inProgress'), 418_200, instant(30), TRAINEE.name),
    notes: [{ text: 'Detalista czeka na dostawę drukarki fiskalnej.', author: TRAINEE.name, at: instant(6) }],
  };

  const done = newTicket(shop('52', '8122056112', 'Delikatesy Wisła', 'ul. Nadbrzeżna 18', '24-100', 'Puławy'), date(28), ALFA);
  const signed = withDocuments(takenBy(done, TRAINEE.id, instant(27), 'closed'), 246_000, instant(24), TRAINEE.name);
  const trained = { retailerName: 'Halina Wrona', recordedAt: instant(15), recordedBy: TRAINEE.name };
  return [
    { ticket: suspended, subTickets: [newSubTicket(oak, '774', ALFA)] },
    {
      ticket: late,
      subTickets: [
        takenBy(newSubTicket(bread, '688', ALFA), TRAINEE.id, instant(29), 'inProgress'),
        newSubTicket(bread, '689', ALFA),
      ],
    },
    {
      ticket: { ...signed, closedOn: date(15) },
      subTickets: [
        {
          ...takenBy(newSubTicket(done, '640', ALFA), TRAINEE.id, instant(20), 'closed'),
          training: trained,
          invoice: { number: 'FV/118', totalGross: 246_000, recordedAt: instant(15) },
          closedAt: instant(15),
        },
      ],
    },
  ];
}

function untaken({ date, instant }: Ago): readonly Dossier[] {
  const fresh = newTicket(
    shop('127', '7773019821', 'Sklep Wielobranżowy Jaskółka', 'ul. Polna 21', '05-600', 'Grójec'),
    date(2),
    ALFA,
  );
  const waiting = newTicket(shop('109', '6694005178', 'Market Brzoza', 'ul. Leśna 2', '26-920', 'Gniewoszów'), date(4), ALFA);
  const off = newTicket(shop('131', '8734150664', 'Sklep Stara Poczta', 'ul. Pocztowa 1', '26-910', 'Magnuszew'), date(1), ALFA);
  const ready = withDocuments(off, 246_000, instant(1), EARLIER_PARTNER);
  return [
    {
      ticket: { ...fresh, acquiredByDealer: true },
      subTickets: [newSubTicket(fresh, '851', ALFA, { purchase: 2, exchange: 0 })],
    },
    { ticket: waiting, subTickets: [newSubTicket(waiting, '829', ALFA)] },
    { ticket: ready, subTickets: [newSubTicket(off, INACTIVE_PUNKT, ALFA)] },
  ];
}

function ofColleague({ date, instant }: Ago): Dossier {
  const ticket = newTicket(shop('98', '8951029473', 'Sklep U Basi', 'ul. Kościelna 9', '26-900', 'Kozienice'), date(9), ALFA);
  const signed = withDocuments(takenBy(ticket, COLLEAGUE.id, instant(8), 'inProgress'), 282_900, instant(5), COLLEAGUE.name);
  return { ticket: signed, subTickets: [takenBy(newSubTicket(ticket, '790', ALFA), COLLEAGUE.id, instant(4), 'inProgress')] };
}

function ofOtherDealer({ date, instant }: Ago): Dossier {
  const dealer: DealerOfRows = BETA;
  const ticket = newTicket(shop('204', '5832204187', 'Sklep Nadmorski', 'ul. Portowa 5', '84-140', 'Jastarnia'), date(3), dealer);
  const ready = withDocuments(ticket, 246_000, instant(2), EARLIER_PARTNER);
  return { ticket: ready, subTickets: [newSubTicket(ticket, '901', dealer)] };
}
