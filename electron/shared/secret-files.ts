import { join } from 'node:path';
import type { SecretStore } from '../core/index.ts';

/**
 * The secrets of a data folder. Tokens change every hour and cost a new sign-in where they are lost; what opens the database and
 * the documents would cost the work in them. So keys lie in files of their own, two alike, which are written once.
 * @param at keeps secrets in one file, whose name ends in `ending`
 */
export function secretFiles(dataFolder: string, at: (file: string) => SecretStore, ending = '.json'): SecretStore {
  const file = (name: string): SecretStore => at(join(dataFolder, `${name}${ending}`));
  const changing = [file('secrets')];
  const lasting = [file('keys'), file('keys-copy')];
  const placesOf = (name: string): readonly SecretStore[] => (name.endsWith('-key') ? lasting : changing);
  return {
    async read(name) {
      for (const place of placesOf(name)) {
        const found = await place.read(name);
        if (found !== null) return found;
      }
      return null;
    },
    async write(name, value) {
      for (const place of placesOf(name)) await place.write(name, value);
    },
    async delete(name) {
      for (const place of placesOf(name)) await place.delete(name);
    },
  };
}
