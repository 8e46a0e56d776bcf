/** What takes the place of a secret. */
const COVERED = '…';

const SECRET_NAMES =
  /token|nonce|secret|passw|pwd|has[lł]o|authori[sz]ation|cookie|credential|private.?key|^receipt$|^user(name)?$/i;

/** In characters. What a till signed is of any length, and the search below takes the square of it. */
const LONGEST = 2000;

/** Cut between two words, so that no secret loses what it would be told by. */
const short = (text: string): string =>
  text.length <= LONGEST ? text : text.slice(0, text.slice(0, LONGEST).lastIndexOf(' ') + 1) + COVERED;

/**
 * A text as it may leave the machine: without user names and passwords of addresses, queries, bearer tokens, signed
 * texts, and the name of the person in the path of a home folder.
 */
export function redactText(text: string): string {
  return (
    short(text)
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${COVERED}@`)
      // The same with no scheme before it.
      .replace(/[^\s/:@]+:[^\s/@]+@(?=[\w[])/g, `${COVERED}@`)
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s?#]*)[?#][^\s)]*/gi, `$1?${COVERED}`)
      .replace(/\b(bearer|basic)\s+\S+/gi, `$1 ${COVERED}`)
      .replace(/\b(passw(?:or)?d|pwd|has[lł]o|token|secret|nonce)(["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi, `$1$2${COVERED}`)
      .replace(/([\\/](?:users|home|documents and settings)[\\/]+)[^\\/\s:*?"<>|]+/gi, `$1${COVERED}`)
      // Base64 of a key, a token or a signature. A digest and a fingerprint are hexadecimal and stay.
      .replace(/[A-Za-z0-9+/_-]{32,}={0,2}(?:\.[A-Za-z0-9+/_-]{16,}={0,2})*/g, (found) => (looksSecret(found) ? COVERED : found))
  );
}

/** Long names of folders and hosts are words; what is random mixes cases and digits. */
const looksSecret = (text: string): boolean =>
  !/^[0-9a-f]+$/i.test(text) && !UUID.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The same for everything in a value; what has the name of a secret is covered whatever it holds. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, SECRET_NAMES.test(name) ? COVERED : redact(inner)]),
  );
}

export const redactRecord = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  redact(record) as Readonly<Record<string, unknown>>;

export const redactParams = (params: Readonly<Record<string, string | number>>): Readonly<Record<string, string | number>> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? redactText(value) : value]),
  );
