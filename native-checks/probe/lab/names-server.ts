import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** How a resolver behaves: the addresses it knows the name by, or what else it does. */
export type NamesServer =
  | { readonly does: 'answer'; readonly address: string; readonly afterMs?: number }
  | { readonly does: 'stay silent' }
  | { readonly does: 'deny' | 'fail' };

const RCODE = { answer: 0, fail: 2, deny: 3 } as const;
const TYPE_A = 1;

/** A resolver (RFC 1035) over UDP that treats every name alike. */
export async function serveNames(host: string, names: NamesServer, port = 53): Promise<{ readonly port: number; close(): void }> {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    if (names.does === 'stay silent') return;
    const answer = answerTo(question, names);
    setTimeout(() => socket.send(answer, from.port, from.address), names.does === 'answer' ? (names.afterMs ?? 0) : 0);
  });
  socket.bind(port, host);
  await once(socket, 'listening');
  return { port: socket.address().port, close: () => socket.close() };
}

function answerTo(question: Buffer, names: Exclude<NamesServer, { does: 'stay silent' }>): Buffer {
  // Header, then labels each behind its length up to an empty one, then type and class.
  let end = 12;
  while (question[end] !== 0) end += (question[end] ?? 0) + 1;
  const type = question.readUInt16BE(end + 1);
  const asked = question.subarray(12, end + 5);
  const known = names.does === 'answer' && type === TYPE_A;
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180 | RCODE[names.does], 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(known ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  if (!known) return Buffer.concat([header, asked]);
  // The name by pointer, type A, class IN, 60 s, four bytes.
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...names.address.split('.').map(Number)]);
  return Buffer.concat([header, asked, record]);
}
