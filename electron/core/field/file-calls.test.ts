import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createFieldClient } from './client.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function listening(answer: Answer): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const clientOf = async (answer: Answer) => {
  const server = await listening(answer);
  return { server, files: createFieldClient({ server, ca: undefined, timeoutMs: 2_000 }).files };
};
const asked = (method: string, url: string) => ({
  method,
  url,
  headers: { 'Tus-Resumable': '1.0.0' },
  body: undefined,
  onSent: () => {},
  signal: AbortSignal.timeout(5_000),
});

it('takes a token to M/platform’s own address and to no other, wherever an upload is said to go on', async () => {
  const seen: (string | undefined)[] = [];
  const elsewhere = await listening((request, response) => {
    seen.push(request.headers.authorization);
    response.end();
  });
  const { server, files } = await clientOf(
    (_request, response) => void response.writeHead(200, { 'tus-resumable': '1.0.0' }).end(),
  );
  expect(await files.tus(asked('HEAD', `${elsewhere}/v1/files/uploads/1`), 'secret')).toMatchObject({
    ok: false,
    error: { code: 'sync.nonsense' },
  });
  expect(seen).toEqual([]);
  expect(await files.tus(asked('HEAD', `${server}/v1/files/uploads/1`), 'secret')).toMatchObject({ ok: true });
});

it.each([
  [404, {}, 'sync.not-mplatform'],
  [429, { 'tus-resumable': '1.0.0' }, 'sync.not-mplatform'],
  [503, { 'tus-resumable': '1.0.0' }, 'sync.not-mplatform'],
  [401, {}, 'sync.refused'],
] as const)('never lets a %i start an upload over, with the headers %j', async (status, headers, code) => {
  const { server, files } = await clientOf((_request, response) => void response.writeHead(status, headers).end());
  expect(await files.tus(asked('HEAD', `${server}/x`), 'token')).toMatchObject({ ok: false, error: { code } });
});

it('believes that a file is there only when its digest and size are named', async () => {
  const sha256 = 'ab'.repeat(32);
  const has = async (etag: string, length: number) => {
    const { files } = await clientOf(
      (_request, response) => void response.writeHead(200, { etag, 'content-length': length }).end(),
    );
    const answer = await files.has(sha256, 5, 'token', AbortSignal.timeout(5_000));
    return answer.ok && answer.value;
  };
  expect([await has(`"${sha256}"`, 5), await has(`"${sha256}"`, 6), await has('"portal"', 5)]).toEqual([true, false, false]);
});
