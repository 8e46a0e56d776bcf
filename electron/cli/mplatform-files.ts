import type { Problem } from '../../domain/problem.ts';
import { ok, type Result } from '../../domain/result.ts';
import { type S3Place, s3Place } from '../../mplatform/server/files-place.ts';

export interface FilesOptions {
  readonly files?: string;
  readonly filesEndpoint?: string;
  readonly filesRegion?: string;
}

export const FILES_OPTIONS = [
  [
    '--files <miejsce>',
    'pliki w magazynie zgodnym z S3 zamiast w folderze danych: s3://KOSZYK/PREFIKS; klucze ze zmiennych lub plików AWS',
  ],
  ['--files-endpoint <adres>', 'adres tego magazynu, gdy nie jest to Amazon; albo AWS_ENDPOINT_URL_S3'],
  ['--files-region <region>', 'region tego magazynu; albo AWS_REGION'],
] as const;

/** Undefined for the data folder. */
export function filesOf({ files, filesEndpoint, filesRegion }: FilesOptions): Result<S3Place | undefined, Problem> {
  if (files === undefined) return ok(undefined);
  return s3Place(files, { endpoint: filesEndpoint, region: filesRegion }, process.env);
}
