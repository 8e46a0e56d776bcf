import * as z from 'zod';

/** The single-byte pages in which a till's files may be written; in all of them structure (`:`, line ends, names) is plain ASCII. */
export const ansiPages = [
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1257',
  'iso-8859-2',
  'cp852',
] as const;
export type AnsiPage = (typeof ansiPages)[number];

/** Names that are matched without regard to case, byte by byte, in any encoding of the file. */
const confName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,60}[A-Za-z0-9]$|^[A-Za-z0-9]$/);
const word = z.string().regex(/^[A-Za-z0-9]{1,10}$/);

/** A profile can only name a file in the folder of PC-POS itself: no path, no drive, no device of Windows. */
const plainFileName = z
  .string()
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,59}[A-Za-z0-9]$/)
  .refine((name) => !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name));

/**
 * Where the M/platform settings go in PC-POS's configuration. Data, not code: the real names are not public, so the
 * built-in profile is an assumption (`verified: false`) that another file can replace.
 */
export const pcposProfile = z
  .strictObject({
    name: z.string().min(1).max(200),
    version: z.int().positive(),
    file: plainFileName,
    /** Of the file when it carries no mark of its own: the system's ANSI page. */
    encoding: z.enum(ansiPages),
    section: confName,
    keys: z.strictObject({ active: confName.nullable(), server: confName, stores: confName }),
    storeSeparator: z.enum([',', ';', '|', ' ']),
    flag: z.strictObject({ on: word, off: word }),
    pcposVersions: z.array(z.string().min(1).max(40)).max(50),
    verified: z.boolean(),
  })
  .refine(({ keys }) => {
    const used = [keys.active, keys.server, keys.stores].filter((key) => key !== null).map((key) => key.toLowerCase());
    return new Set(used).size === used.length;
  })
  .refine(({ flag }) => flag.on.toLowerCase() !== flag.off.toLowerCase());
export type PcPosProfile = Readonly<z.infer<typeof pcposProfile>>;

/** Where a profile came from, in the order of precedence. */
export type ProfileSource = 'administrator' | 'mplatform' | 'builtin';
