import { readFile, realpath } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, sep } from 'node:path';
import { inBothLanguages } from './words.ts';

/** How a file of the interface is answered; one code for Electron's `app://` and for the hosted shell. */
export interface PageAnswer {
  readonly status: 200 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface RendererFiles {
  /** The built interface; nothing outside of it is ever read. */
  readonly folder: string;
  readonly shell: 'electron' | 'hosted';
  /** A fresh value for each page; the page's own style sheets carry it. */
  readonly nonce: () => string;
}

/** A closed list: a file of any other kind has no business in the page. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export const contentPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    // A document that is being looked at, shown by the browser's own PDF viewer; nothing from elsewhere.
    'frame-src blob:',
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // No text becomes markup or code, but by the one policy that the page makes first (renderer/markup-guard.ts).
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');

/** On every answer, whatever it is. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // Documents are photographed; nothing else that a browser could hand out is ever asked for.
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=()',
};

/** A worker does not inherit its page's policy; it brings its own. */
const workerPolicy = "default-src 'none'; script-src 'self'";

/**
 * Answers a path of the interface: `/` is the page (it routes by the address's hash), anything else a file beside it, or
 * nothing.
 * @param path as it stands in the address, percent-encoded, without the query
 */
export async function readRendererFile(files: RendererFiles, path: string): Promise<PageAnswer> {
  const decoded = decode(path);
  if (decoded === null) return notFound();
  const name = decoded === '/' ? 'index.html' : decoded.slice(1);
  const file = join(files.folder, name);
  const type = TYPES[extname(file).toLowerCase()];
  if (!isInside(files.folder, file) || type === undefined) return notFound();
  let body: Buffer;
  try {
    // A link in the folder could lead anywhere.
    if (!isInside(await realpath(files.folder), await realpath(file))) return notFound();
    body = await readFile(file);
  } catch {
    return notFound();
  }
  if (extname(file) !== '.html') {
    // Names carry a digest of their contents, yet another version of the app may be behind the same address next time.
    const policy: Readonly<Record<string, string>> = extname(file) === '.js' ? { 'Content-Security-Policy': workerPolicy } : {};
    return { status: 200, headers: { ...commonHeaders, ...policy, 'Content-Type': type, 'Cache-Control': 'no-cache' }, body };
  }
  const nonce = files.nonce();
  const page = body.toString('utf8').replaceAll('__NONCE__', nonce).replaceAll('__SHELL__', files.shell);
  return {
    status: 200,
    headers: {
      ...commonHeaders,
      'Content-Type': type,
      'Cache-Control': 'no-store',
      'Content-Security-Policy': contentPolicy(nonce),
    },
    body: Buffer.from(page, 'utf8'),
  };
}

/** Devices that old Windows finds under these names in every folder, whatever the ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;
/** Steps of a path that every file system reads alike: letters, digits and a few signs; no dot at either end. */
const STEP = /^[\p{L}\p{N}_-](?:[\p{L}\p{N}_.@~-]*[\p{L}\p{N}_-])?$/u;

/** The path as text, or nothing where it could mean something else to a file system than it does here. */
function decode(path: string): string | null {
  let text: string;
  try {
    text = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (text === '/') return text;
  const [first, ...steps] = text.split('/');
  return first === '' && steps.length > 0 && steps.every((step) => STEP.test(step) && !DEVICE.test(step)) ? text : null;
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const notFound = (): PageAnswer => ({
  status: 404,
  headers: { ...commonHeaders, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  body: Buffer.from(inBothLanguages('desktop.hosted.noPage'), 'utf8'),
});
