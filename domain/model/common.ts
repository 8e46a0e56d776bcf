import * as z from 'zod';

/** RFC 3339 instant in UTC. */
export const instant = z.iso.datetime({ offset: true });
export const calendarDate = z.iso.date();
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Identifiers are opaque, but short and harmless in a file name, a URL and a log. */
export const rowId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

/** The number of a point of sale in M/platform, which is the store ID in PC-POS (735 in the manual's picture). */
export const punktId = z.string().regex(/^[1-9]\d{0,8}$/);
/** One till serves a handful at most; without a bound one operation could fill the disks of a whole dealer. */
export const MAX_STORES = 500;

/** Text that people typed: bounded, so that one field cannot fill a till's disk. */
export const shortText = z.string().max(200);
export const longText = z.string().max(4000);

export const person = z.object({ name: shortText, phone: shortText, email: shortText });
export type Person = Readonly<z.infer<typeof person>>;

/** Free text with author and time: never edited, only added. */
export const note = z.object({ text: longText, author: shortText, at: instant });
export type Note = Readonly<z.infer<typeof note>>;
