import type { SecretStore } from '../../electron/core/host.ts';
import type { Random } from './random.ts';
import type { Life } from './scheduler.ts';

/** The shell's secret store: outlives the program, which may die before or after a write. */
export const createSecrets = (secrets: Map<string, string>, of: Life, random: Random): SecretStore => ({
  async read(key) {
    if (!of.alive() || random.chance(0.1)) await of.wait(random.between(0, 20), '', 'forget');
    return secrets.get(key) ?? null;
  },
  async write(key, value) {
    await of.wait(random.between(0, 20), '', 'forget');
    secrets.set(key, value);
    await of.wait(random.between(0, 20), '', 'forget');
  },
  async delete(key) {
    secrets.delete(key);
  },
});
