import { type PcPosProfile, pcposProfile } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';

/** M/platform's profiles as last synced, for reading only; one that this program does not understand is left out. */
export function deliveredProfiles(db: Database): readonly PcPosProfile[] {
  const rows = db
    .prepare<[], { data: string }>(
      `SELECT data FROM server_row WHERE kind = 'pcposProfile' AND removed_reason IS NULL ORDER BY id`,
    )
    .all();
  return rows.flatMap(({ data }) => pcposProfile.safeParse(JSON.parse(data)).data ?? []);
}
