import assert from 'node:assert/strict';
import { type PlanRequest, workOutBytes } from '../../electron/core/workstation/plan.ts';
import { applyEdit, parseConf } from '../../native-checks/pcpos/conf/index.ts';
import { readFacts } from '../../native-checks/pcpos/inspect.ts';
import { defaultProfile, type PcPosProfile } from '../../native-checks/pcpos/profile.ts';
import type { FuzzFile } from './files.ts';
import type { Random } from './random.ts';

/** `planned` files were edited and looked at again, `refused` ones not; `unchanged` ones were so already. */
export type Verdict = 'planned' | 'unchanged' | 'refused';

/** What is refused for what the file holds names its lines. */
const WITH_LINES = new Set(['nul-bytes', 'undecodable', 'section-twice', 'section-unclosed', 'section-nested', 'key-twice']);
const WITHOUT_LINES = new Set(['not-a-configuration', 'not-read-back', 'outside-encoding']);

/** Longest pause of a busy machine, and time for each byte: a hundred times what it should take. */
const PATIENCE_MS = 3_000;
const PATIENCE_MS_PER_BYTE = 0.005;

const servers = ['https://mplatform.example/pos', 'http://10.0.0.1:8080', 'https://a.example/x?y=1'];
const storeLists = [['735'], ['735', '736'], ['12'], ['1', '2', '3']];

/** Every promise of the codec and the plan, held to one file. Throws when one is broken. */
export function checkFile({ bytes, page }: FuzzFile, random: Random): Verdict {
  const started = performance.now();
  const profile: PcPosProfile = {
    ...defaultProfile,
    encoding: page,
    ...(random.chance(0.1) ? { keys: { ...defaultProfile.keys, active: null } } : {}),
  };
  const untouched = Buffer.from(bytes);
  const doc = parseConf(bytes, page);
  assert(applyEdit(doc, { splices: [], changes: [] }).equals(bytes), 'the bytes come back');
  readFacts(doc, profile);

  const request: PlanRequest = {
    server: random.pick(servers),
    stores: random.pick(storeLists),
    replace: random.chance(0.3),
    source: 'builtin',
    profile,
  };
  const worked = workOutBytes(bytes, request);
  assert(bytes.equals(untouched), 'reading changes nothing');
  const verdict = worked.ok ? checkPlan(bytes, worked.value, request) : checkRefusal(worked.error, Math.max(1, doc.lineCount));
  const took = performance.now() - started;
  assert(took < PATIENCE_MS + PATIENCE_MS_PER_BYTE * bytes.length, `${bytes.length} bytes took ${took.toFixed(0)} ms`);
  return verdict;
}

function checkRefusal(
  { code, params, evidence }: { readonly code: string; readonly params: object; readonly evidence?: object },
  lineCount: number,
): Verdict {
  const name = code.replace('workstation.', '');
  if (WITHOUT_LINES.has(name)) return 'refused';
  assert(WITH_LINES.has(name), `unforeseen refusal ${code}`);
  const { lines } = evidence as { readonly lines: readonly number[] };
  assert(lines.length > 0 && lines.every((n) => Number.isInteger(n) && n >= 1 && n <= lineCount), `${code} names lines ${lines}`);
  const said = String((params as { readonly lines: unknown }).lines)
    .split(/,\s*/)
    .map(Number);
  assert.deepEqual(said, [...lines], `${code} says its lines`);
  return 'refused';
}

type Planned = Extract<ReturnType<typeof workOutBytes>, { ok: true }>['value'];

function checkPlan(old: Buffer, { bytes, before, after, edited }: Planned, request: PlanRequest): Verdict {
  const { server, stores, replace, profile } = request;
  // What was set is read back, from the bytes alone.
  const read = readFacts(parseConf(bytes, profile.encoding), profile);
  assert(read.ok && read.value.server === server, 'the server is read back');
  assert.deepEqual(read.value, after, 'the plan says what the file says');
  const kept = replace ? [] : before.stores;
  assert.deepEqual(new Set(read.value.stores), new Set([...kept, ...stores]), 'the shops are read back');
  assert.equal(read.value.active, profile.keys.active === null ? null : true);
  assert.equal(read.value.encoding === before.encoding || isPlain(bytes), true, 'the encoding stays');

  checkLines(unitsOf(old), unitsOf(bytes), edited.changes);

  const again = workOutBytes(bytes, request);
  assert(
    again.ok && again.value.edited.changes.length === 0 && again.value.bytes.equals(bytes),
    'a plan of an applied plan is empty',
  );
  assert.equal(edited.changes.length === 0, old.equals(bytes), 'no change, no new byte');
  return edited.changes.length === 0 ? 'unchanged' : 'planned';
}

/** Lines that the plan does not name are the same, in the same order; in those that it changes all before the value is. */
function checkLines(old: string, now: string, changes: Planned['edited']['changes']): void {
  const [was, is] = [linesOf(old), linesOf(now)];
  const added = new Set(changes.filter((c) => c.from === null).map((c) => c.line - 1));
  const set = new Set(changes.filter((c) => c.from !== null).map((c) => c.line - 1));
  const kept = is.flatMap((line, i) => (added.has(i) ? [] : [{ line, i }]));
  if (kept.length !== was.length) {
    // A whole section is new: it stands after all that was there.
    assert(now.startsWith(old), 'a new section changes nothing before it');
    return;
  }
  kept.forEach(({ line, i }, n) => {
    const before = was[n] ?? '';
    if (!set.has(i)) assert.equal(line, before, `line ${n + 1} stays`);
    else checkSetLine(before, line, n + 1);
  });
}

/** What stands before and after the value is as it was. Where there was none, no one can say which blanks were before it. */
function checkSetLine(before: string, now: string, number: number): void {
  const [old, set] = [around(before), around(now)];
  assert.equal(set.key, old.key, `the key of line ${number} stays`);
  if (old.value === '') return;
  assert.equal(set.before, old.before, `what is before the value of line ${number} stays`);
  assert.equal(set.after, old.after, `what is after the value of line ${number} stays`);
}

function around(line: string): { readonly key: string; readonly before: string; readonly value: string; readonly after: string } {
  const colon = line.indexOf(':') + 1;
  const rest = line.slice(colon);
  const isBlank = (at: number): boolean => rest.charCodeAt(at) <= 0x20;
  let [from, to] = [0, rest.length];
  while (from < to && isBlank(from)) from++;
  while (to > from && isBlank(to - 1)) to--;
  return { key: line.slice(0, colon), before: rest.slice(0, from), value: rest.slice(from, to), after: rest.slice(to) };
}

const linesOf = (text: string): readonly string[] => text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
const isPlain = (bytes: Buffer): boolean => bytes.every((byte) => byte < 0x80);

/** Written anew here on purpose: the codec's own reading must not be its judge. */
function unitsOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  return bytes.toString('latin1');
}
