import { addDays, type CalendarDate } from '../../../domain/calendar.ts';
import type { Dossier, Person, SubTicket, Ticket, TicketStatus } from '../../../domain/model/index.ts';
import { isValidNip } from '../../../domain/nip.ts';
import { type Random, randomFrom } from '../../simulation/random.ts';

export const DEALER = {
  id: '101',
  name: 'Dealer Alfa',
  crmId: '101',
  phone: '111333444',
  email: 'mplatform+dr_alfa@vivaldi.net',
};
export const TECHNICIAN = { id: 'technik-1', name: 'Jan Kowalski', dealerId: DEALER.id };
export const TODAY: CalendarDate = '2026-11-23';

const KINDS =
  'Sklep,Sklep Spożywczy,PPHU,Delikatesy,Market,Piekarnia,Cukiernia,Hurtownia,Kiosk,Bar,Restauracja,Zajazd,Sklep Monopolowy,FHU,PHU,Warzywniak,Mięsny,Minimarket,Gospoda,Pawilon'.split(
    ',',
  );
const NAMES =
  'Kowalski,Nowak,Wiśniewska,Wójcik,Kowalczyk,Kamiński,Lewandowska,Zieliński,Szymańska,Woźniak,Dąbrowski,Kozłowska,Jankowski,Mazur,Kwiatkowska,Krawczyk,Piotrowski,Grabowska,Nowakowski,Pawłowska,Michalski,Adamczyk,Dudek,Zając,Wieczorek,Jabłońska,Król,Majewski,Olszewska,Jaworski,Wróbel,Malinowska,Pawlak,Witkowski,Walczak,Stępień,Górska,Rutkowski,Michalak,Sikora,Ostrowska,Baran,Duda,Szewczyk,Tomaszewska,Pietrzak,Marciniak,Wróblewska,Zalewski,Jakubowska,Pod Lipą,Pod Dębem,U Basi,U Zosi,Nad Wisłą,Na Rogu,Stokrotka,Jaskółka,Żuraw,Łabędź,Ósemka,Źródło,Ćma,Świt,Jagódka,Kłos,Ziarno,Rolnik,Społem,Grosik'.split(
    ',',
  );
const CITIES =
  'Sieciechów,Arklity,Warszawa,Kraków,Łódź,Wrocław,Poznań,Gdańsk,Szczecin,Bydgoszcz,Lublin,Białystok,Katowice,Gdynia,Częstochowa,Radom,Sosnowiec,Toruń,Kielce,Rzeszów,Gliwice,Zabrze,Olsztyn,Bielsko-Biała,Bytom,Zielona Góra,Rybnik,Ruda Śląska,Opole,Tychy,Gorzów Wielkopolski,Elbląg,Płock,Dąbrowa Górnicza,Wałbrzych,Włocławek,Tarnów,Chorzów,Koszalin,Kalisz,Legnica,Grudziądz,Jaworzno,Słupsk,Jastrzębie-Zdrój,Nowy Sącz,Jelenia Góra,Siedlce,Mysłowice,Piła,Ostrów Wielkopolski,Lubin,Inowrocław,Stargard,Gniezno,Suwałki,Głogów,Zamość,Chełm,Przemyśl,Łomża,Żory,Puławy,Świdnica,Zgierz,Bełchatów,Tczew,Ełk,Pruszków,Starachowice,Ostrołęka,Mielec,Krosno,Kutno,Ciechanów,Sopot,Ząbki,Żyrardów,Iława,Końskie'.split(
    ',',
  );
const STREETS = 'Rynek,Lipowa,Polna,Leśna,Słoneczna,Krótka,Szkolna,Ogrodowa,Brzozowa,Łąkowa,Kościuszki,Żeromskiego'.split(',');
const PEOPLE: readonly Person[] = ['Ewa Lis', 'Adam Wrona', 'Łucja Żak', 'Piotr Ćwik'].map((name, i) => ({
  name,
  phone: `60100011${i}`,
  email: `opiekun${i}@example.com`,
}));
const RMS: Person = { name: 'PH Novitus', phone: '171171171', email: 'mplatform+phnov_tst@vivaldi.net' };
const RKS: Person = { name: 'RKS Insoft', phone: '222333222', email: 'mplatform+rks_insoft@vivaldi.net' };
const STATUSES: readonly (readonly [number, TicketStatus])[] = [
  [12, 'new'],
  [10, 'agreement'],
  [18, 'inProgress'],
  [5, 'suspended'],
  [5, 'resigned'],
  [50, 'closed'],
];

/** Tickets with one to three sub-tickets each, so many of the latter in all; the same seed makes the same ones again. */
export function* dossiers(subTickets: number, seed = 1): Generator<Dossier> {
  const random = randomFrom(seed);
  for (let i = 0, made = 0; made < subTickets; i += 1) {
    const dossier = oneDossier(random, i, made, Math.min(1 + random.below(3), subTickets - made));
    made += dossier.subTickets.length;
    yield dossier;
  }
}

function oneDossier(random: Random, i: number, before: number, stores: number): Dossier {
  const status = random.weighted(STATUSES);
  const taken = status !== 'new' && (status === 'inProgress' || status === 'closed' || random.chance(0.8));
  const age = status === 'closed' || status === 'resigned' ? 30 + random.below(600) : random.below(40);
  const openedOn = addDays(TODAY, -age);
  const takenAt = taken ? `${openedOn}T${10 + random.below(9)}:15:00.000Z` : null;
  const technicianId = taken ? (random.chance(0.1) ? TECHNICIAN.id : `technik-${2 + random.below(20)}`) : null;
  const signed = status === 'closed' || (status === 'inProgress' && random.chance(0.6));
  const shop = {
    name: `${random.pick(KINDS)} ${random.pick(NAMES)}${random.chance(0.2) ? ` ${1 + random.below(99)}` : ''}`,
    street: `${random.pick(STREETS)} ${1 + random.below(120)}`,
    postalCode: `${String(random.below(100)).padStart(2, '0')}-${String(random.below(1000)).padStart(3, '0')}`,
    city: random.pick(CITIES),
    phone: `5${String(random.below(100_000_000)).padStart(8, '0')}`,
    email: `sklep${i}@example.com`,
  };
  const ticket: Ticket = {
    id: `t-${1000 + i}`,
    type: 'Insoft',
    status,
    statusBeforeSuspension: status === 'suspended' ? 'agreement' : null,
    company: { crmId: String(2000 + i), nip: nip(random), ...shop },
    acquiredByDealer: random.chance(0.3),
    caretaker: random.chance(0.9) ? random.pick(PEOPLE) : null,
    openedOn,
    closedOn: status === 'closed' ? addDays(openedOn, 5 + random.below(25)) : null,
    dealerId: DEALER.id,
    technicianId,
    takenAt,
    quote: signed
      ? { revision: 1, totalGross: 100_000 + random.below(400_000), savedAt: takenAt ?? '', savedBy: 'Jan Kowalski' }
      : null,
    files: signed ? (['quote', 'agreement', 'powerOfAttorney'] as const).map((kind) => scan(random, kind, takenAt ?? '')) : [],
    exportedToBackofficeAt: signed ? takenAt : null,
    notes: Array.from({ length: random.below(3) }, (_, n) => ({
      text: `Rozmowa ${n + 1} z właścicielem, prosi o telefon po ${9 + random.below(9)}.`,
      author: random.pick(PEOPLE).name,
      at: `${openedOn}T12:00:00.000Z`,
    })),
    suspensionNote: status === 'suspended' ? 'Detalista się waha' : null,
  };
  return {
    ticket,
    subTickets: Array.from({ length: stores }, (_, k): SubTicket => subTicketOf(ticket, 100_000 + before + k, k)),
  };
}

function subTicketOf(ticket: Ticket, punktId: number, k: number): SubTicket {
  const { name, street, postalCode, city, phone, email } = ticket.company;
  return {
    id: `s-${punktId}`,
    ticketId: ticket.id,
    status: ticket.status === 'agreement' ? 'new' : ticket.status === 'withdrawn' ? 'resigned' : ticket.status,
    punktId: String(punktId),
    pointOfSale: { name: k === 0 ? name : `${name} ${k + 1}`, street, postalCode, city, phone, email },
    stations: { purchase: 1 + (punktId % 2), exchange: punktId % 3 },
    dealer: { name: DEALER.name, crmId: DEALER.crmId, phone: DEALER.phone, email: DEALER.email },
    contacts: { rms: RMS, rks: RKS },
    technicianId: ticket.status === 'agreement' ? null : ticket.technicianId,
    takenAt: ticket.status === 'agreement' ? null : ticket.takenAt,
    configuration: null,
    training: null,
    invoice: null,
    notes: [],
    closedAt: ticket.closedOn === null ? null : `${ticket.closedOn}T14:00:00.000Z`,
  };
}

function nip(random: Random): string {
  for (;;) {
    const nine = String(100_000_000 + random.below(899_999_999));
    const found = Array.from({ length: 10 }, (_, last) => `${nine}${last}`).find(isValidNip);
    if (found !== undefined) return found;
  }
}

const scan = (random: Random, kind: 'quote' | 'agreement' | 'powerOfAttorney', at: string) => ({
  kind,
  sha256: random.bytes(32).toString('hex'),
  name: `${kind}.pdf`,
  size: 20_000 + random.below(80_000),
  attachedAt: at,
  attachedBy: 'Jan Kowalski',
});
