/** Reads an .eml by hand, apart from what wrote it: headers, the text, the attachments. */
export function readLetter(eml: string) {
  const { headers, body } = split(eml);
  const type = headers['content-type'] ?? '';
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  const parts = boundary === undefined ? [{ headers, body }] : partsOf(body, boundary);
  const attachments = parts.filter((part) => /^attachment/i.test(part.headers['content-disposition'] ?? ''));
  const text = parts.find((part) => !attachments.includes(part));
  return {
    headers,
    body: text === undefined ? '' : decoded(text).toString('utf8').replaceAll('\r\n', '\n'),
    attachments: attachments.map((part) => ({
      name: fileNameOf(part.headers['content-disposition'] ?? ''),
      type: (part.headers['content-type'] ?? '').split(';')[0],
      bytes: decoded(part),
    })),
  };
}

interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function split(text: string): Part {
  const end = text.indexOf('\r\n\r\n');
  const lines = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())];
  });
  return { headers: Object.fromEntries(headers), body: text.slice(end + 4) };
}

const partsOf = (body: string, boundary: string): readonly Part[] =>
  body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r\n/, '').replace(/\r\n$/, '')));

/** RFC 2047. */
const words = (text: string): string =>
  text.replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_, how: string, said: string) =>
    (how.toLowerCase() === 'b' ? Buffer.from(said, 'base64') : quoted(said.replaceAll('_', ' '))).toString('utf8'),
  );

const quoted = (text: string): Buffer =>
  Buffer.from(
    text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

function decoded({ headers, body }: Part): Buffer {
  const how = headers['content-transfer-encoding']?.toLowerCase();
  if (how === 'base64') return Buffer.from(body, 'base64');
  return how === 'quoted-printable' ? quoted(body) : Buffer.from(body, 'latin1');
}

/** RFC 2231, with its continuations. */
function fileNameOf(disposition: string): string {
  const pieces = [...disposition.matchAll(/filename\*(?:(\d+)\*?|)=([^;]+)/g)];
  if (pieces.length > 0) {
    const whole = pieces.map(([, , piece = '']) => piece.trim().replace(/^"|"$/g, '')).join('');
    return decodeURIComponent(whole.replace(/^utf-8''/i, ''));
  }
  return /filename="?([^";]+)"?/.exec(disposition)?.[1] ?? '';
}
