import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';

/** Where in an S3-compatible storage files lie. Credentials are no part of it: the library finds them in its usual places. */
export interface S3Place {
  readonly bucket: string;
  /** Before every key: empty, or ending in `/`. */
  readonly prefix: string;
  /** Of a storage other than Amazon's, with its scheme. */
  readonly endpoint?: string;
  readonly region?: string;
}

/** As the names of buckets are written everywhere, and keys without anything that has to be escaped. */
const PLACE = /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(?<prefix>[\w.-]+(?:\/[\w.-]+)*))?\/?$/;

/**
 * `s3://BUCKET[/PREFIX]`. The endpoint and the region may also come from the variables that Amazon's own programs read.
 * Errors: `mplatform.files-place`, which does not repeat what was given: it may be what belongs into another place.
 */
export function s3Place(
  text: string,
  { endpoint, region }: { readonly endpoint?: string | undefined; readonly region?: string | undefined } = {},
  env: Readonly<Record<string, string | undefined>> = {},
): Result<S3Place, Problem> {
  const found = PLACE.exec(text)?.groups;
  const at = endpoint ?? env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  if (found?.bucket === undefined || (at !== undefined && !isEndpoint(at))) return err(problem('mplatform.files-place'));
  // A storage of one's own seldom has regions; the signature names one all the same.
  const where = region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? (at === undefined ? undefined : 'us-east-1');
  return ok({
    bucket: found.bucket,
    prefix: found.prefix === undefined ? '' : `${found.prefix}/`,
    ...(at === undefined ? {} : { endpoint: at }),
    ...(where === undefined ? {} : { region: where }),
  });
}

/** As all nodes of a database must name it. Of a folder not which: each machine may know it by another path. */
export function placeName(place: S3Place | undefined): string {
  if (place === undefined) return 'folder';
  const { bucket, prefix, endpoint } = place;
  return [`s3://${bucket}/${prefix}`, ...(endpoint === undefined ? [] : [new URL(endpoint).href])].join(' ');
}

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
