import { isAbsolute, relative, sep } from 'node:path';

/**
 * Opens letters that the core wrote, and nothing else: a file `mail/….eml` of one of the two modes in the data folder. The
 * system chooses the program by the ending, so no other one may ever get here.
 * @param openPath as Electron's: an empty text when it worked
 */
export const createMailOpener =
  (dataFolder: string, openPath: (file: string) => Promise<string>) =>
  async (file: string): Promise<boolean> => {
    const way = relative(dataFolder, file).split(sep);
    const [mode, folder, name, ...more] = way;
    const ours =
      isAbsolute(file) &&
      (mode === 'training' || mode === 'production') &&
      folder === 'mail' &&
      more.length === 0 &&
      /^Wycena-[A-Za-z0-9-]+\.eml$/.test(name ?? '');
    return ours && (await openPath(file)) === '';
  };
