import { contractOf } from '../../contract/version.ts';
import { refuseCall } from '../context.ts';

/** The refusal for a program that speaks an older version than is served here; undefined for one that does not. */
export function tooOld(header: unknown, oldest: number) {
  const version = contractOf(header);
  return version < oldest ? refuseCall('contract.too-old', { version, oldest }) : undefined;
}
