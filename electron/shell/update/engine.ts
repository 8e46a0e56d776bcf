import { statSync } from 'node:fs';
import type { AppUpdater, UpdateInfo } from 'electron-updater';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { UpdateOffer, UpdateSource } from '../../core/updates/source.ts';
import type { KeptInstallers } from './kept-installers.ts';

/** As much of electron-updater as is used; its Windows updater, and in tests the same one on plain Node. */
export type Engine = Pick<AppUpdater, 'checkForUpdates' | 'downloadUpdate' | 'quitAndInstall' | 'on' | 'off'>;
/** Its own judgement of a file by the publishers that this copy names. No part of its types; a test holds the real one to it. */
interface Judge {
  verifySignature(file: string): Promise<string | null>;
}

export interface UpdateSourceDeps {
  /** This program's own. */
  readonly version: string;
  readonly kept: KeptInstallers;
  readonly engine: () => Promise<Engine>;
  /** Starts an installer that has been judged, and ends the program. */
  readonly run: (installer: string) => Promise<void>;
}
type Settings = Pick<
  AppUpdater,
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'autoRunAppAfterInstall'
  | 'allowDowngrade'
  | 'allowPrerelease'
  | 'disableWebInstaller'
  | 'logger'
>;

/** Everything that it would do by itself is off, and no feed can offer an older version: the way back is the installer that was kept. */
export const SETTINGS: Settings = {
  autoDownload: false,
  autoInstallOnAppQuit: false,
  autoRunAppAfterInstall: true,
  allowPrerelease: false,
  allowDowngrade: false,
  disableWebInstaller: true,
  logger: null,
};

/**
 * Whether this copy was told where updates come from, and whom they are signed by. electron-updater installs whatever comes
 * where no publisher is named, so such a copy has no updates at all. Read line by line: what is no plain list of these, as
 * electron-builder writes it, counts as nothing.
 * @param config app-update.yml
 */
export function namesPublisher(config: string): boolean {
  const lines = config.split(/\r?\n/);
  const said = (name: string): string =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  const first = lines[lines.findIndex((line) => /^publisherName:\s*$/.test(line)) + 1] ?? '';
  const publisher = /^\s+- \S/.test(first) || /^[^[\]{}]+$/.test(said('publisherName'));
  return said('provider') === 'generic' && /^https:\/\/\S+$/.test(said('url')) && publisher;
}

/** electron-updater as the core knows it, and the way back, which it does not have. */
export function updateSource({ version: present, kept, engine: made, run }: UpdateSourceDeps): UpdateSource {
  let ready: Promise<Engine> | undefined;
  const engineOf = (): Promise<Engine> => {
    ready ??= made().then((engine) => {
      Object.assign(engine, SETTINGS);
      // Each failure is also the answer of the call that it belongs to; without a listener it would end the process.
      engine.on('error', () => {});
      return engine;
    });
    return ready;
  };
  let offered: UpdateInfo | undefined;
  let fetched: string | undefined;

  /** Without it there is no way back from the version after that one, and no more than that is lost. */
  async function keepInstaller(): Promise<void> {
    if (offered === undefined || fetched === undefined) return;
    const { version, files } = offered;
    try {
      await kept.keep(fetched, { version, sha512: files[0]?.sha512 ?? '', bytes: statSync(fetched).size });
    } catch {}
  }

  return {
    async check() {
      try {
        const engine = await engineOf();
        const found = await engine.checkForUpdates();
        if (found === null || !found.isUpdateAvailable) return ok(null);
        offered = found.updateInfo;
        const { version, releaseDate, files } = offered;
        return ok({ version, releasedAt: instant(releaseDate), bytes: files[0]?.size ?? null } satisfies UpdateOffer);
      } catch (cause) {
        return err(problemOf(cause));
      }
    },
    async download(onProgress) {
      const engine = await engineOf();
      const listener = ({ percent }: { readonly percent: number }): void => onProgress(percent);
      engine.on('download-progress', listener);
      try {
        fetched = (await engine.downloadUpdate()).at(0);
        return ok(null);
      } catch (cause) {
        return err(problemOf(cause));
      } finally {
        engine.off('download-progress', listener);
      }
    },
    // Seen, not silent: Windows asks for administrator's rights, and the person should know what for.
    async install(): Promise<Result<null, Problem>> {
      await keepInstaller();
      (await engineOf()).quitAndInstall(false, true);
      return ok(null);
    },
    async before() {
      const before = await kept.before(present);
      return ok(before && { version: before.version, releasedAt: null, bytes: before.bytes });
    },
    async goBack() {
      const before = await kept.before(present);
      if (before === null) return err(problem('update.none-before'));
      const engine = (await engineOf()) as Engine & Partial<Judge>;
      // Where it can no longer be asked, nothing is run.
      const judge = async (file: string): Promise<string | null> =>
        engine.verifySignature === undefined ? 'not judged' : engine.verifySignature(file);
      const file = await kept.judged(before, judge);
      if (!file.ok) return file;
      try {
        await run(file.value);
        return ok(null);
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        return err(problem('update.not-started', {}, { code: String(code ?? '') }));
      }
    },
  };
}

const instant = (text: string | undefined): string | null =>
  text === undefined || Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString();

/** By electron-updater's own codes; what has none of them is the line's. */
function problemOf(cause: unknown): Problem {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: string };
  const evidence = { code: String(code ?? ''), message: String(message ?? cause).slice(0, 300) };
  switch (code) {
    case 'ERR_UPDATER_INVALID_SIGNATURE':
      return problem('update.not-ours', {}, evidence);
    case 'ERR_CHECKSUM_MISMATCH':
      return problem('update.damaged', {}, evidence);
    case 'ERR_UPDATER_INVALID_UPDATE_INFO':
    case 'ERR_UPDATER_INVALID_VERSION':
    case 'ERR_UPDATER_NO_CHECKSUM':
    case 'ERR_UPDATER_NO_FILES_PROVIDED':
    case 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND':
    case 'ERR_UPDATER_WEB_INSTALLER_DISABLED':
      return problem('update.unreadable', {}, evidence);
    default:
      return problem('update.unreachable', {}, evidence);
  }
}
