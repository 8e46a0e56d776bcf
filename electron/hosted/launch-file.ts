import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { writePrivateFile } from '../shared/private-file.ts';

export interface LaunchFile {
  /** `file:///…/launch.html` */
  readonly address: string;
  remove(): Promise<void>;
}

/**
 * A page that leads to the launch address. The browser is started on this file, since a command line can be read by
 * every user of the machine and this file only by its owner.
 */
export async function writeLaunchFile(file: string, launchAddress: string): Promise<LaunchFile> {
  await writePrivateFile(
    file,
    `<!doctype html><meta charset="utf-8"><title>M/Technik</title><meta name="referrer" content="no-referrer">` +
      `<meta http-equiv="refresh" content="0;url=${launchAddress}">\n`,
  );
  return { address: pathToFileURL(file).href, remove: () => rm(file, { force: true }) };
}
