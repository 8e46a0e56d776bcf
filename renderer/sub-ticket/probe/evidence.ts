import { type ProbeStageId, probeStageIds } from '../../../domain/probe.ts';

/** A value of evidence and how it is to be read. */
export type EvidenceValue =
  | { readonly kind: 'text' | 'instant'; readonly text: string }
  /** Something to compare sign by sign: a digest, a code, an address. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'ms'; readonly ms: number }
  | { readonly kind: 'answer'; readonly yes: boolean }
  | { readonly kind: 'stage'; readonly stage: ProbeStageId };

export interface EvidenceRow {
  readonly name: string;
  readonly values: readonly EvidenceValue[];
}

/** Rows that belong together: those of one certificate, one attempt; `name` is null for what stands alone. */
export interface EvidencePart {
  readonly name: string | null;
  /** The place among its like, from 1, where there are several. */
  readonly nth: number | null;
  readonly rows: readonly EvidenceRow[];
}

/**
 * Evidence as something to read: nested objects become parts under their name, what is empty or null is left out.
 * A part within a part is named by the inner name alone.
 */
export function evidenceParts(evidence: Readonly<Record<string, unknown>>): readonly EvidencePart[] {
  return parts(evidence, null, null).filter((part) => part.rows.length > 0);
}

function parts(object: Readonly<Record<string, unknown>>, name: string | null, nth: number | null): readonly EvidencePart[] {
  const rows: EvidenceRow[] = [];
  const below: EvidencePart[] = [];
  for (const [key, value] of Object.entries(object)) {
    const list = (Array.isArray(value) ? value : [value]).map(plain);
    const objects = list.filter(isObject);
    for (const [n, one] of objects.entries()) below.push(...parts(one, key, objects.length > 1 ? n + 1 : null));
    const values = list.flatMap((one) => evidenceValue(key, one) ?? []);
    if (values.length > 0) rows.push({ name: key, values });
  }
  return [{ name, nth, rows }, ...below];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An address with nothing but its family is that address; lists in lists do not occur and are read as text. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(String).join(', ');
  if (!isObject(value) || typeof value.address !== 'string') return value;
  return Object.keys(value).every((key) => key === 'address' || key === 'family') ? value.address : value;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
export const isInstant = (text: string): boolean => INSTANT.test(text) && !Number.isNaN(Date.parse(text));

const CODES =
  /^(finding|digest|expectedDigest|fingerprint256|code|error|address|addresses|server|location|host|probeId|issuer|subject|names|proxy|url)$/;

const TIMES = /^(ms|.*Ms|roundTrips|min|median|max|spread)$/;

/** How a value is read, by its kind and by its name; undefined where there is nothing to read. */
export function evidenceValue(name: string, value: unknown): EvidenceValue | undefined {
  switch (typeof value) {
    case 'boolean':
      return { kind: 'answer', yes: value };
    case 'number':
      return TIMES.test(name) ? { kind: 'ms', ms: value } : { kind: 'text', text: String(value) };
    case 'string': {
      if (value.trim() === '') return undefined;
      const stage = name === 'because' ? probeStageIds.find((id) => id === value) : undefined;
      if (stage !== undefined) return { kind: 'stage', stage };
      if (isInstant(value)) return { kind: 'instant', text: value };
      return { kind: CODES.test(name) ? 'code' : 'text', text: value };
    }
    default:
      return undefined;
  }
}
