import type { Database } from '../../sqlite/database.ts';
import { ask } from './rows.ts';
import type { ServerSide } from './server-side.ts';
import type { WireAnswer, WireRequest } from './wire.ts';
import type { World } from './world.ts';

/** One upload as its device was told of it. */
interface Known {
  readonly id: string;
  readonly file: File;
  /** Where M/platform last said it stands; undefined once a piece came to nothing: it has to be asked again. */
  told: number | undefined;
  /** The furthest that M/platform ever said. */
  most: number;
  /** The piece of which nobody has said yet how much arrived. */
  open: { readonly from: number; sent: number } | undefined;
  /** M/platform said that it has all of it: the device keeps its address no longer. A server put back may have less. */
  whole: boolean;
  /** M/platform said that it knows it no more. */
  gone: boolean;
}

/** What went up of one file, as long as one row of the device's table of uploads stands. */
interface File {
  readonly sha256: string;
  readonly row: number;
  readonly size: number;
  /** Bytes that went out. */
  sent: number;
  /** Of these: on their way as something was cut, and had by a server that then was put back or lost its power. */
  lost: number;
}

export interface Asked {
  readonly sent: (bytes: number) => void;
  readonly answered: (answer: WireAnswer) => void;
  readonly unanswered: () => void;
}

const UPLOAD = /^\/v1\/files\/uploads\/([^/?]+)/;
const metadata = (headers: WireRequest['headers'], name: string): string => {
  const found = (headers['upload-metadata'] ?? '').split(',').find((part) => part.trim().startsWith(`${name} `));
  return Buffer.from(found?.trim().split(' ')[1] ?? '', 'base64').toString();
};

/**
 * What one device sends up, held against what M/platform has: no file begins again from zero while a part of it is there,
 * each piece begins where M/platform says that it stands, and no byte goes twice but those that were lost on the way.
 */
export function createSendings(world: World, server: ServerSide, name: string, database: () => Database | undefined) {
  const known = new Map<string, Known>();
  let files: File[] = [];

  const rowOf = (sha256: string): number | undefined => {
    const db = database();
    return db && ask<[string], number>(db, 'SELECT position FROM upload WHERE sha256 = ?').pluck().get(sha256);
  };
  const short = (sha256: string): string => sha256.slice(0, 8);

  function fileOf(sha256: string, size: number): File {
    // Taken back by the person and attached again, it is another row, which knows nothing of the first.
    const row = rowOf(sha256) ?? 0;
    const found = files.find((file) => file.sha256 === sha256 && file.row === row);
    if (found !== undefined) return found;
    const file: File = { sha256, row, size, sent: 0, lost: 0 };
    files.push(file);
    return file;
  }

  /** M/platform has said how far this one got, or that it has nothing of it any more. */
  function settle(upload: Known, at: number): void {
    const { file, open } = upload;
    if (open !== undefined) file.lost += Math.max(0, open.from + open.sent - Math.max(at, open.from));
    upload.open = undefined;
    file.lost += Math.max(0, upload.most - at);
    upload.most = at;
    if (file.sent - file.lost > file.size)
      world.fail(`${name} sent ${file.sent} bytes of a file of ${file.size}, of which ${file.lost} were lost on the way`);
  }

  function begin(upload: Known, from: number): Asked {
    const { file } = upload;
    if (upload.told !== from)
      world.fail(`${name} goes on with ${short(file.sha256)} at ${from}; M/platform last said ${upload.told ?? 'nothing'}`);
    if (upload.open !== undefined) settle(upload, from);
    const piece = { from, sent: 0 };
    upload.open = piece;
    return {
      sent(bytes) {
        if (upload.open !== piece) return;
        file.sent += bytes - piece.sent;
        piece.sent = bytes;
      },
      unanswered() {
        upload.told = undefined;
      },
      answered: (answer) => hear(upload, answer),
    };
  }

  function hear(upload: Known, { status, headers }: WireAnswer): void {
    const offset = headers['tus-resumable'] === undefined ? undefined : headers['upload-offset'];
    if (status < 300 && offset !== undefined) {
      upload.told = Number(offset);
      if (upload.told > 0) world.count('an upload is said to have got somewhere');
      settle(upload, upload.told);
      upload.whole ||= upload.told === upload.file.size;
    } else if (status !== 401) upload.told = undefined;
    // Run out, put back, or refused for what it turned out to be.
    if ([404, 410, 422].includes(status) && headers['tus-resumable'] !== undefined) {
      end(upload);
    }
  }

  /** Nothing of it is there any more. */
  function end(upload: Known): void {
    settle(upload, 0);
    upload.gone = true;
  }

  function create(request: WireRequest): Asked {
    const file = fileOf(metadata(request.headers, 'sha256'), Number(request.headers['upload-length']));
    for (const upload of known.values()) {
      if (upload.file !== file || upload.gone) continue;
      const has = server.hasOfUpload(upload.id);
      if (has > 0 && !upload.whole) world.fail(`${name} begins ${short(file.sha256)} anew, of which M/platform has ${has} bytes`);
      end(upload);
    }
    return {
      sent: () => {},
      unanswered: () => {},
      answered({ status, headers }) {
        const id = UPLOAD.exec(new URL(headers.location ?? '', 'http://any').pathname)?.[1];
        if (status === 201 && id !== undefined)
          known.set(id, { id, file, told: 0, most: 0, open: undefined, whole: false, gone: false });
      },
    };
  }

  return {
    /** A request as it leaves the device; undefined when it has nothing to do with sending a file. */
    asked(request: WireRequest): Asked | undefined {
      const { method, url, headers } = request;
      if (method === 'POST' && url.startsWith('/v1/files')) return create(request);
      const upload = known.get(UPLOAD.exec(url)?.[1] ?? '');
      if (upload === undefined) return undefined;
      if (method === 'PATCH') return begin(upload, Number(headers['upload-offset']));
      return { sent: () => {}, unanswered: () => {}, answered: (answer) => hear(upload, answer) };
    },
    /** The program begins anew: it has to ask where each stands. */
    restarted(): void {
      for (const upload of known.values()) upload.told = undefined;
    },
    /** Its folder was put back or emptied: it cannot know of anything sent. */
    forget(): void {
      known.clear();
      files = [];
    },
  };
}
export type Sendings = ReturnType<typeof createSendings>;
