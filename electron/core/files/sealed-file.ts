import { type Cipheriv, createCipheriv, randomBytes } from 'node:crypto';

/**
 * How a file lies on this computer's disk where there is a key: eight bytes that say so, sixteen drawn for this file alone, then
 * its content by AES-256 in counter mode, so that any piece is read without the rest. That it is unchanged the digest says
 * under which it is kept, and which is looked at before it is used.
 */
const MAGIC = Buffer.from('MTSEALD1', 'latin1');
const IV = 16;
const BLOCK = 16;
export const HEAD_BYTES = MAGIC.length + IV;

export interface FileSeal {
  /** What stands before the content. */
  readonly head: Buffer;
  /** Turns bytes that lie one after the other, from that place of the content on, into what is stored, and back. */
  from(offset: number): (bytes: Uint8Array) => Buffer;
}

export const newSeal = (key: Uint8Array): FileSeal => sealOf(key, Buffer.concat([MAGIC, randomBytes(IV)]));

/** Undefined where the head is torn or none. */
export const readSeal = (key: Uint8Array, head: Buffer): FileSeal | undefined =>
  head.length === HEAD_BYTES && head.subarray(0, MAGIC.length).equals(MAGIC) ? sealOf(key, Buffer.from(head)) : undefined;

function sealOf(key: Uint8Array, head: Buffer): FileSeal {
  return {
    head,
    from(offset) {
      const cipher: Cipheriv = createCipheriv(
        'aes-256-ctr',
        key,
        counterAt(head.subarray(MAGIC.length), Math.floor(offset / BLOCK)),
      );
      cipher.update(Buffer.alloc(offset % BLOCK));
      return (bytes) => cipher.update(bytes);
    },
  };
}

function counterAt(start: Uint8Array, blocks: number): Buffer {
  const sum = BigInt(`0x${Buffer.from(start).toString('hex')}`) + BigInt(blocks);
  return Buffer.from((sum & ((1n << 128n) - 1n)).toString(16).padStart(32, '0'), 'hex');
}
