import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { Scan } from '../../tests/support/scans.ts';
import type { Device, TestServer } from './testing.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Of a problem. */
  readonly code: string | undefined;
}

/** For tests only: one request over a socket of its own, with nothing added to it. */
export function ask(
  address: string,
  method: string,
  path: string,
  { headers = {}, body, token }: { headers?: Record<string, string | number>; body?: Uint8Array; token?: string } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL(path, address), {
      method,
      agent: false,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    });
    request.on('error', reject).on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
      response.on('end', () => {
        const all = Buffer.concat(parts);
        const isProblem = response.headers['content-type']?.startsWith('application/problem+json') && all.length > 0;
        const code = isProblem ? (JSON.parse(all.toString()) as { code: string }).code : undefined;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: all, code });
      });
    });
    request.end(body);
  });
}

const TUS = { 'tus-resumable': '1.0.0' };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The calls of tus one by one, as the tests need them. */
export function tusOf(server: TestServer, device: Device) {
  const tus = (method: string, path: string, headers: Record<string, string | number> = {}, body?: Uint8Array) =>
    ask(server.address, method, path, {
      headers: { ...TUS, ...headers },
      token: device.token,
      ...(body === undefined ? {} : { body }),
    });
  const create = (scan: Scan, more: { size?: number; type?: string; sha256?: string; length?: number } = {}) => {
    const size = more.size ?? scan.bytes.length;
    return tus('POST', '/v1/files', {
      'upload-length': more.length ?? size,
      'upload-metadata': [
        `sha256 ${base64(more.sha256 ?? scan.sha256)}`,
        `size ${base64(String(size))}`,
        `type ${base64(more.type ?? scan.type)}`,
      ].join(','),
    });
  };
  const append = (url: string, offset: number, bytes: Uint8Array) =>
    tus('PATCH', url, { 'content-type': 'application/offset+octet-stream', 'upload-offset': offset }, bytes);
  return {
    tus,
    create,
    append,
    offset: (url: string) => tus('HEAD', url),
    whole: async (scan: Scan): Promise<RawAnswer> => append(String((await create(scan)).headers.location), 0, scan.bytes),
  };
}
