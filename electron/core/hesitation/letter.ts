import { warsawDate } from '../../../domain/calendar.ts';
import type { Dossier } from '../../../domain/model/index.ts';
import { formatGrosze } from '../../../domain/money.ts';
import { formatNip } from '../../../domain/nip.ts';
import { sentence } from '../../../domain/text.ts';

/** Where the manual wants the quote sent, and under which subject. */
export const OPERATIONS_ADDRESS = 'operacje@mplatform.com.pl';
export const OPERATIONS_SUBJECT = 'Wycena';

export interface LetterParts {
  readonly dossier: Dossier;
  readonly technician: { readonly name: string; readonly dealerName: string };
  readonly training: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Of the letter alone; any text that no other letter has. */
  readonly id: string;
  readonly attachment: { readonly name: string; readonly type: string; readonly bytes: Buffer };
}

/** What the letter says, in Polish whatever the window speaks: it is read at M/platform. */
export function letterText({ dossier: { ticket, subTickets }, technician, training }: Omit<LetterParts, 'attachment'>): string {
  const { company, quote, caretaker, suspensionNote } = ticket;
  const fact = (key: 'company' | 'nip' | 'crmId' | 'address' | 'points' | 'gross' | 'caretaker' | 'note', value: string) =>
    value === '' ? [] : [`${sentence(`mail.quote.${key}`)}: ${value}`];
  const points = subTickets.filter(({ status }) => status !== 'resigned').map(({ punktId }) => punktId);
  return [
    ...(training ? [sentence('mail.quote.training'), ''] : []),
    sentence('mail.quote.greeting'),
    '',
    sentence('mail.quote.why'),
    '',
    ...fact('company', company.name),
    ...fact('nip', formatNip(company.nip)),
    ...fact('crmId', company.crmId),
    ...fact('address', `${company.street}, ${company.postalCode} ${company.city}`.replace(/^, /, '').trim()),
    ...fact('points', points.join(', ')),
    ...fact('gross', quote === null ? '' : formatGrosze(quote.totalGross).replaceAll('\u00a0', ' ')),
    ...fact('caretaker', caretaker?.name ?? ''),
    ...fact('note', suspensionNote ?? ''),
    '',
    sentence('mail.quote.regards'),
    ...[technician.name, technician.dealerName].filter((part) => part !== ''),
    '',
  ].join('\r\n');
}

/**
 * The letter as a draft: `X-Unsent: 1` makes mail programs open it for writing. Without a sender, so that the program puts
 * in its own, and without a route: nothing is sent from here.
 */
export async function composeLetter(parts: LetterParts): Promise<Buffer> {
  // Few ever write this letter, and everybody starts the program.
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const { attachment, id, now } = parts;
  const letter = new MailComposer({
    to: OPERATIONS_ADDRESS,
    subject: OPERATIONS_SUBJECT,
    text: letterText(parts),
    date: new Date(now),
    // Else it would carry this machine's name.
    messageId: `<${id}@m-technik.invalid>`,
    headers: { 'X-Unsent': '1' },
    attachments: [{ filename: attachment.name, content: attachment.bytes, contentType: attachment.type }],
    newline: 'win',
    // Nothing but what is given here may get in.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return letter.compile().build();
}

/** `Wycena-115-2026-11-23.eml`: nothing in it that a file system would not take. */
export const letterName = (crmId: string, now: number): string =>
  `${OPERATIONS_SUBJECT}-${crmId.replace(/[^A-Za-z0-9-]/g, '').slice(0, 20) || '0'}-${warsawDate(now)}.eml`;
