import { isDeepStrictEqual } from 'node:util';
import type { Setting } from '../contract/schemas.ts';
import type { ReadTransaction, WriteTransaction } from './store/port.ts';
import { EVERYONE } from './visibility.ts';

/** The manual's help line. */
export const HELP_LINE = '22 123 84 09';

/** What an operator set; undefined where the server goes by what it knows of itself. */
export const chosenSetting = async (tx: ReadTransaction) => ({
  serverAddress: await tx.choice('serverAddress'),
  helpLine: await tx.choice('helpLine'),
});

/** Gives devices the setting that now holds: the operator's choice before what the server found out. */
export async function applySetting(
  tx: WriteTransaction,
  found: Pick<Setting, 'serverAddress' | 'supportPublicKey'>,
): Promise<void> {
  const chosen = await chosenSetting(tx);
  const setting: Setting = {
    id: 'pcpos',
    serverAddress: chosen.serverAddress ?? found.serverAddress,
    helpLine: chosen.helpLine ?? HELP_LINE,
    ...(found.supportPublicKey === undefined ? {} : { supportPublicKey: found.supportPublicKey }),
  };
  if (isDeepStrictEqual((await tx.row('setting', setting.id))?.data, setting)) return;
  await tx.saveRow({ kind: 'setting', id: setting.id, audience: EVERYONE, data: setting });
}
