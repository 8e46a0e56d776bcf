import type { CustomScheme } from 'electron';
import { type RendererFiles, readRendererFile } from '../shared/renderer-files.ts';
import { isOurPage } from './policy.ts';

/** Registered before the app is ready. Not `bypassCSP`, not `corsEnabled`: the page talks to nobody but itself. */
export const appScheme: CustomScheme = { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } };

/** Answers `app://technik/…` with files of the built interface, by the same code as the hosted shell. */
export const createAppHandler =
  (files: RendererFiles) =>
  async (request: Pick<Request, 'url' | 'method'>): Promise<Response> => {
    if (!isOurPage(request.url)) return new Response(null, { status: 404 });
    if (request.method !== 'GET') return new Response(null, { status: 405 });
    // Cut out of the address as it came: URL would resolve the dots that readRendererFile refuses.
    const path = /^app:\/\/technik([^?#]*)/.exec(request.url)?.[1];
    const { status, headers, body } = await readRendererFile(files, path === undefined || path === '' ? '/' : path);
    return new Response(new Uint8Array(body), { status, headers });
  };
