// What a release adds to electron-builder.json; from the environment alone, so that nothing secret stands in a file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

/** A release that could not be trusted afterwards is not made. */
export class ReleaseRefused extends Error {}

export const baseConfig = () => {
  const { $schema: _, ...config } = JSON.parse(readFileSync(join(root, 'electron-builder.json'), 'utf8'));
  return config;
};

/**
 * - `TECHNIK_UPDATE_FEED`: the address, https only, under which the files of a release will lie. Without it no copy of the
 *   program looks for updates.
 * - `WIN_CSC_LINK` (the certificate) and `TECHNIK_PUBLISHER_NAME` (names in it, one a line; more than one while a certificate
 *   changes): both or neither. An updater that knows no publisher would install anything the feed offers.
 */
export function releaseConfig(env, platform, base = baseConfig()) {
  const feed = env.TECHNIK_UPDATE_FEED ?? '';
  const publishers = (env.TECHNIK_PUBLISHER_NAME ?? '')
    .split('\n')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const signed = platform === 'win32' && (env.WIN_CSC_LINK ?? '') !== '';
  if (feed !== '' && !feed.startsWith('https://')) throw new ReleaseRefused('TECHNIK_UPDATE_FEED must begin with https://');
  if (signed && publishers.length === 0) throw new ReleaseRefused('A certificate without TECHNIK_PUBLISHER_NAME');
  // Nothing but a signature keeps a stranger's file out, so an unsigned program looks for none.
  const publish = feed !== '' && signed ? { provider: 'generic', url: feed, publisherName: publishers } : null;
  return {
    ...base,
    publish,
    ...(signed
      ? {
          forceCodeSigning: true,
          win: { ...base.win, signtoolOptions: { publisherName: publishers, signingHashAlgorithms: ['sha256'] } },
        }
      : {}),
  };
}
