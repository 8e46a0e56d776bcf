import type { Readable } from 'node:stream';
import { DataStore, ERRORS, type Locker, Server, Upload as TusUpload } from '@tus/server';
import { MAX_DOCUMENT_BYTES } from '../../domain/document-file.ts';
import type { Result } from '../../domain/result.ts';
import { uploadMetadata } from '../contract/schemas.ts';
import { type Caller, type CallProblem, refuseCall, type ServerContext } from './context.ts';
import { type FileShelf, UPLOAD_LIFETIME_MS, type Upload } from './files.ts';
import { createLocks, TakenOver } from './files-locks.ts';
import { isOfOwnDealer } from './visibility.ts';

/** Where uploads are; `/v1/files/{sha256}` is the file that came of one. */
export const UPLOADS_PATH = '/v1/files/uploads';
/** Whoever comes while another connection of the same upload is open waits this long for what is still on its way. */
const DRAIN_MS = 500;

export interface TusAnswer {
  readonly response: Response;
  /** Why it was refused, where that has a code of its own. */
  readonly refused: CallProblem | undefined;
  /** The upload as it stood last. */
  readonly upload: Upload | undefined;
  /** What went wrong that nobody refused. */
  readonly failed: unknown;
}

/** The tus protocol over a shelf, for one caller at a time: whatever belongs to another dealer is not there. */
export function createTus({ clock, newId }: Pick<ServerContext, 'clock' | 'newId'>, shelf: FileShelf) {
  const locker = createLocks(shelf.nodes);
  return async (request: Request, caller: Caller): Promise<TusAnswer> => {
    const store = new CallersUploads(shelf, caller, () => clock.now());
    let failed: unknown;
    const server = new Server({
      path: UPLOADS_PATH,
      relativeLocation: true,
      datastore: store,
      locker: locker as Locker,
      lockDrainTimeout: DRAIN_MS,
      maxSize: MAX_DOCUMENT_BYTES,
      namingFunction: () => newId(),
      onResponseError: async (_request, cause) => {
        failed = cause;
        // Its own word for a connection that another one has taken the place of.
        return (cause as unknown) === ERRORS.ABORTED ? new TakenOver() : undefined;
      },
    });
    const response = await server.handleWeb(request as Parameters<typeof server.handleWeb>[0]);
    return { response, refused: store.refused, upload: store.seen, failed };
  };
}

/** Thrown through the library, which knows only exceptions; the code goes round it. */
class Refused extends Error {
  readonly status_code = 400;
  readonly body = '';
}

class CallersUploads extends DataStore {
  refused: CallProblem | undefined;
  seen: Upload | undefined;
  readonly #shelf: FileShelf;
  readonly #caller: Caller;
  readonly #now: () => number;

  constructor(shelf: FileShelf, caller: Caller, now: () => number) {
    super();
    this.#shelf = shelf;
    this.#caller = caller;
    this.#now = now;
    this.extensions = ['creation', 'creation-with-upload', 'expiration', 'termination'];
  }

  override async create(file: TusUpload): Promise<TusUpload> {
    const metadata = uploadMetadata.safeParse(file.metadata ?? {});
    if (!metadata.success) {
      const fields = metadata.error.issues.map((issue) => ['metadata', ...issue.path].join('.'));
      return this.#refuse('request.invalid', { fields: fields.join(', ') }, { fields });
    }
    const { sha256, size, type } = metadata.data;
    if (file.size !== size) return this.#refuse('request.invalid', { fields: 'metadata.size' }, { fields: ['metadata.size'] });
    const { device, technician } = this.#caller;
    const { dealerId } = technician;
    const upload = { id: file.id, sha256, size, type, dealerId, deviceId: device.id, createdAt: this.#now() };
    const known = (await this.#shelf.held(sha256, dealerId))?.size === size;
    this.#take(await this.#shelf.create(upload, known));
    this.seen = { ...upload, offset: known ? size : 0 };
    return file;
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    if (this.seen?.offset === this.seen?.size && this.seen !== undefined) return this.seen.size;
    return this.#take(await this.#shelf.append(id, offset, stream));
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const found = await this.#mine(id);
    this.seen = found;
    const { sha256, size, type, offset } = found;
    return new TusUpload({ id, size, offset, metadata: { sha256, size: `${size}`, type } });
  }

  override async remove(id: string): Promise<void> {
    await this.#mine(id);
    await this.#shelf.drop(id);
  }

  async #mine(id: string): Promise<Upload> {
    const found = this.#take(await this.#shelf.upload(id));
    if (found === undefined || !isOfOwnDealer(this.#caller.technician, found)) {
      return this.#refuse('files.upload-unknown');
    }
    if (this.#now() > found.createdAt + UPLOAD_LIFETIME_MS) return this.#refuse('files.upload-expired');
    return found;
  }

  #take<T>(answer: Result<T, CallProblem>): T {
    if (answer.ok) return answer.value;
    this.refused = answer.error;
    throw new Refused(answer.error.code);
  }

  #refuse(...why: Parameters<typeof refuseCall>): never {
    this.#take(refuseCall(...why));
    throw new Error('Not refused');
  }
}
