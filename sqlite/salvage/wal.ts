const HEADER = 32;
const FRAME = 24;

export interface WalPages {
  /** Of each page what was committed last. */
  readonly newest: ReadonlyMap<number, Buffer>;
  /** Earlier versions, and what lies behind damage, which SQLite no longer sees. */
  readonly others: readonly { readonly number: number; readonly bytes: Buffer }[];
  /** Commits lie behind a damaged piece of the log: SQLite takes the piece for the log's end and says nothing. */
  readonly cutOff: boolean;
}

const NONE: WalPages = { newest: new Map(), others: [], cutOff: false };

/** Reads a log as SQLite does, and what SQLite would not look at any more. */
export function readWal(log: Buffer, pageSize: number): WalPages {
  if (log.length < HEADER + FRAME + pageSize) return NONE;
  const big = log.readUInt32BE(0) === 0x377f0683;
  const isLog = (log.readUInt32BE(0) & ~1) >>> 0 === 0x377f0682;
  const salts = log.subarray(16, 24);
  const sum = checksum(big);
  let running = sum([0, 0], log.subarray(0, 24));
  let whole =
    isLog && log.readUInt32BE(8) === pageSize && running[0] === log.readUInt32BE(24) && running[1] === log.readUInt32BE(28);
  const newest = new Map<number, Buffer>();
  const others: { number: number; bytes: Buffer }[] = [];
  let open: { number: number; bytes: Buffer }[] = [];
  let cutOff = false;
  for (let at = HEADER; at + FRAME + pageSize <= log.length; at += FRAME + pageSize) {
    const head = log.subarray(at, at + FRAME);
    const bytes = log.subarray(at + FRAME, at + FRAME + pageSize);
    const number = head.readUInt32BE(0);
    const ours = head.subarray(8, 16).equals(salts);
    if (whole) {
      running = sum(sum(running, head.subarray(0, 8)), bytes);
      whole = ours && running[0] === head.readUInt32BE(16) && running[1] === head.readUInt32BE(20);
    }
    const plausible = number > 0 && number < 2 ** 24;
    if (!whole) {
      if (plausible) others.push({ number, bytes });
      if (ours && head.readUInt32BE(4) > 0) cutOff = true;
      continue;
    }
    open.push({ number, bytes });
    if (head.readUInt32BE(4) === 0) continue;
    for (const frame of open) {
      const before = newest.get(frame.number);
      if (before !== undefined) others.push({ number: frame.number, bytes: before });
      newest.set(frame.number, frame.bytes);
    }
    open = [];
  }
  return { newest, others: [...others, ...open], cutOff };
}

type Sum = readonly [number, number];

function checksum(big: boolean): (start: Sum, bytes: Buffer) => Sum {
  return ([a, b], bytes) => {
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let [first, second] = [a, b];
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      first = (first + words.getUint32(at, !big) + second) >>> 0;
      second = (second + words.getUint32(at + 4, !big) + first) >>> 0;
    }
    return [first, second];
  };
}
