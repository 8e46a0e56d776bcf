import type { SecretStore } from '../../electron/core/index.ts';

export interface MemorySecrets extends SecretStore {
  /** As a system whose store of passwords does not answer. */
  refuse: boolean;
  /** After so many more calls the process counts as killed: that one and all later ones fail. */
  diesAfter: number;
}

/** The system's secrets in memory. */
export function memorySecrets(kept = new Map<string, string>()): MemorySecrets {
  const asked = (): void => {
    if (secrets.refuse) throw new Error('The system keeps no secrets for us');
    secrets.diesAfter -= 1;
    if (secrets.diesAfter < 0) throw new Error('killed');
  };
  const secrets: MemorySecrets = {
    refuse: false,
    diesAfter: Number.POSITIVE_INFINITY,
    async read(name) {
      asked();
      return kept.get(name) ?? null;
    },
    async write(name, value) {
      asked();
      kept.set(name, value);
    },
    async delete(name) {
      asked();
      kept.delete(name);
    },
  };
  return secrets;
}
