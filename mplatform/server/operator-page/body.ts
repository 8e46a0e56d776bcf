import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A form as it was sent. Nothing of it is believed: every page reads it by its own schema. */
export interface SentForm {
  readonly text: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, SentFile>>;
}

export const EMPTY_FORM: SentForm = { text: {}, files: {} };
/** More fields than any of our forms has. */
const MOST_FIELDS = 400;

/** Forms as browsers send them, and nothing else. How long one may be is each route's to say. */
export function readForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  const parse = async (request: FastifyRequest, body: Buffer): Promise<SentForm> => {
    try {
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      return await sentForm(await new Response(new Uint8Array(body), { headers }).formData());
    } catch {
      throw Object.assign(new Error('no form'), { statusCode: 400 });
    }
  };
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data'])
    scope.addContentTypeParser(type, { parseAs: 'buffer' }, parse);
}

async function sentForm(data: FormData): Promise<SentForm> {
  const text: Record<string, string> = Object.create(null);
  const files: Record<string, SentFile> = Object.create(null);
  let count = 0;
  for (const [name, value] of data) {
    count += 1;
    if (count > MOST_FIELDS || name in text || name in files) throw new Error('too many fields, or one twice');
    if (typeof value === 'string') text[name] = value.replace(/\r\n/g, '\n');
    // A field for a file that was left empty comes as a file without name and bytes.
    else if (value.size > 0) files[name] = { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) };
  }
  return { text, files };
}
