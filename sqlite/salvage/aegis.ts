/**
 * AEGIS-256 (draft-irtf-cfrg-aegis-aead), which Node does not have. Only for reading pages of a damaged database: a page takes
 * about half a millisecond.
 */
const BLOCK = 16;
const SBOX = sbox();
const [T0, T1, T2, T3] = tables();
const C0 = words('000101020305080d1522375990e97962');
const C1 = words('db3d18556dc22ff12011314273b528dd');
/** Six blocks of four words. */
type State = Int32Array;

/** As many bytes of keystream as are asked for: what zeros become. */
export function aegisStream(key: Uint8Array, nonce: Uint8Array, length: number): Buffer {
  const state = begin(key, nonce);
  const out = Buffer.alloc(Math.ceil(length / BLOCK) * BLOCK);
  const zero = new Int32Array(4);
  for (let at = 0; at < out.length; at += BLOCK) {
    store(masked(state, zero), out, at);
    update(state, zero);
  }
  return out.subarray(0, length);
}

/** What it says, also where the tag (32 bytes) does not fit; then what lies behind the first change is noise. */
export function aegisOpen(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, tag: Uint8Array) {
  const state = begin(key, nonce);
  const length = sealed.length;
  const whole = Buffer.alloc(Math.ceil(length / BLOCK) * BLOCK);
  whole.set(sealed);
  for (let at = 0; at < whole.length; at += BLOCK) {
    store(masked(state, load(whole, at)), whole, at);
    whole.fill(0, Math.max(at, Math.min(length, at + BLOCK)), at + BLOCK);
    update(state, load(whole, at));
  }
  return { bytes: whole.subarray(0, length), intact: Buffer.compare(end(state, length), tag) === 0 };
}

function begin(key: Uint8Array, nonce: Uint8Array): State {
  const [k0, k1, n0, n1] = [load(key, 0), load(key, BLOCK), load(nonce, 0), load(nonce, BLOCK)];
  const state = new Int32Array(24);
  const parts = [xor(k0, n0), xor(k1, n1), C1, C0, xor(k0, C0), xor(k1, C1)];
  for (const [i, part] of parts.entries()) state.set(part, 4 * i);
  for (let i = 0; i < 4; i += 1) for (const block of [k0, k1, xor(k0, n0), xor(k1, n1)]) update(state, block);
  return state;
}

function end(state: State, length: number): Buffer {
  const bits = Buffer.alloc(BLOCK);
  bits.writeUInt32LE(8 * length, 8);
  const last = xor(state.subarray(12, 16), load(bits, 0));
  for (let i = 0; i < 7; i += 1) update(state, last);
  const tag = Buffer.alloc(32);
  for (let half = 0; half < 2; half += 1) {
    const [a, b, c] = [0, 1, 2].map((i) => state.subarray(12 * half + 4 * i, 12 * half + 4 * i + 4));
    if (a !== undefined && b !== undefined && c !== undefined) store(xor(xor(a, b), c), tag, BLOCK * half);
  }
  return tag;
}

const scratch = new Int32Array(24);

function update(state: State, message: Int32Array): void {
  for (let block = 0; block < 6; block += 1) {
    const from = 4 * ((block + 5) % 6);
    for (let i = 0; i < 4; i += 1) {
      const a = state[from + i] ?? 0;
      const b = state[from + ((i + 1) & 3)] ?? 0;
      const c = state[from + ((i + 2) & 3)] ?? 0;
      const d = state[from + ((i + 3) & 3)] ?? 0;
      scratch[4 * block + i] =
        (T0[a >>> 24] ?? 0) ^
        (T1[(b >>> 16) & 255] ?? 0) ^
        (T2[(c >>> 8) & 255] ?? 0) ^
        (T3[d & 255] ?? 0) ^
        (state[4 * block + i] ?? 0) ^
        (block === 0 ? (message[i] ?? 0) : 0);
    }
  }
  state.set(scratch);
}

/** A block under the mask of the moment: sealed or opened. */
function masked(state: State, block: Int32Array): Int32Array {
  const out = new Int32Array(4);
  for (let i = 0; i < 4; i += 1)
    out[i] =
      (block[i] ?? 0) ^
      (state[4 + i] ?? 0) ^
      (state[16 + i] ?? 0) ^
      (state[20 + i] ?? 0) ^
      ((state[8 + i] ?? 0) & (state[12 + i] ?? 0));
  return out;
}

const xor = (a: Int32Array, b: Int32Array): Int32Array => a.map((word, i) => word ^ (b[i] ?? 0));

function load(bytes: Uint8Array, at: number): Int32Array {
  const out = new Int32Array(4);
  for (let i = 0; i < BLOCK; i += 1) out[i >> 2] = ((out[i >> 2] ?? 0) << 8) | (bytes[at + i] ?? 0);
  return out;
}

function store(block: Int32Array, into: Uint8Array, at: number): void {
  for (let i = 0; i < BLOCK; i += 1) into[at + i] = ((block[i >> 2] ?? 0) >>> (24 - 8 * (i & 3))) & 255;
}

function words(hex: string): Int32Array {
  return load(Buffer.from(hex, 'hex'), 0);
}

function double(x: number): number {
  return ((x << 1) ^ (x & 0x80 ? 0x11b : 0)) & 255;
}

/** AES's own, worked out: the inverse in GF(2^8), then the affine step (FIPS 197, 5.1.1). */
function sbox(): Uint8Array {
  const out = new Uint8Array(256);
  let [p, q] = [1, 1];
  do {
    p = p ^ double(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 255;
    if (q & 0x80) q ^= 0x09;
    const turned = q ^ turn(q, 1) ^ turn(q, 2) ^ turn(q, 3) ^ turn(q, 4);
    out[p] = turned ^ 0x63;
  } while (p !== 1);
  out[0] = 0x63;
  return out;
}

function turn(x: number, by: number): number {
  return ((x << by) | (x >> (8 - by))) & 255;
}

function tables(): readonly [Int32Array, Int32Array, Int32Array, Int32Array] {
  const first = new Int32Array(256);
  for (let x = 0; x < 256; x += 1) {
    const s = SBOX[x] ?? 0;
    first[x] = (double(s) << 24) | (s << 16) | (s << 8) | (double(s) ^ s);
  }
  const turned = (by: number) => first.map((word) => (word >>> by) | (word << (32 - by)));
  return [first, turned(8), turned(16), turned(24)];
}
