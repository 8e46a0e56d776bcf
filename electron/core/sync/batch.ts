import { MAX_OPERATIONS, type SentOperation, type SentWithdrawal } from '../../../mplatform/contract/index.ts';

/** Below the server's limit for a body (4 MiB), with room for what stands around the operations. */
export const MAX_BATCH_BYTES = 3_500_000;

/** Bytes on the wire, whatever number it will be given. */
export const sizeOf = (operation: Omit<SentOperation | SentWithdrawal, 'seq'>): number =>
  Buffer.byteLength(JSON.stringify({ ...operation, seq: Number.MAX_SAFE_INTEGER })) + 1;

/** What goes in one call: so many operations, so many bytes. */
export function createBatch(room: number) {
  const operations: (SentOperation | SentWithdrawal)[] = [];
  let bytes = 0;
  return {
    operations,
    /** An operation alone always goes: whether it is too large the server, or a proxy before it, has to say. */
    fits: (size: number): boolean => operations.length < MAX_OPERATIONS && (operations.length === 0 || bytes + size <= room),
    add(operation: SentOperation | SentWithdrawal, size: number): void {
      operations.push(operation);
      bytes += size;
    },
  };
}
