import { OUTCOME, PROBE, parseOutcome, parseProbe } from './postgres-rows.ts';
import type { Params, Session } from './postgres-session.ts';
import type { Chore, RetentionReads, RetentionWrites } from './retention-port.ts';

/** Any number; keeps these keys apart from those of other locks in the database. */
const CHORES = 7_310_004;
const CHORE = 'SELECT name, holder, until, ended_at, progress FROM chore WHERE name = $name';

export function retentionReads({ all, one }: Session): RetentionReads {
  const number = async (sql: string, params: Params = {}) => ((await one(sql, params))?.n ?? 0) as number;
  return {
    chore: async (name) => (await one(CHORE, { name })) as Chore | undefined,
    keptFrom: () => number('SELECT kept_from AS n FROM meta'),
    changeNotedBy: (at) => number('SELECT change_number AS n FROM change_noted WHERE at <= $at ORDER BY at DESC LIMIT 1', { at }),
    outcomesBefore: async (before, after, limit) =>
      (
        await all(
          `${OUTCOME} WHERE decided_at < $before ${after === undefined ? '' : 'AND (decided_at, id) > ($at, $id)'}
           ORDER BY decided_at, id LIMIT $limit`,
          { before, ...after, limit },
        )
      ).map(parseOutcome),
    probesAfter: async (id, limit) =>
      (await all(`${PROBE} WHERE id > $id ORDER BY id LIMIT $limit`, { id, limit })).map((found) => parseProbe(found)),
  };
}

export function retentionWrites({ one, run }: Session): RetentionWrites & Pick<RetentionReads, 'chore'> {
  return {
    async chore(name) {
      // Before it is there, too, there is only one at a time.
      void one(`SELECT pg_advisory_xact_lock(hashtextextended($name, ${CHORES}))`, { name }).catch(() => undefined);
      return (await one(CHORE, { name })) as Chore | undefined;
    },
    async saveChore(chore) {
      await run(
        `INSERT INTO chore (name, holder, until, ended_at, progress) VALUES ($name, $holder, $until, $endedAt, $progress)
         ON CONFLICT (name) DO UPDATE SET holder = $holder, until = $until, ended_at = $endedAt, progress = $progress`,
        { ...chore },
      );
    },
    async noteChange(at, since) {
      await run(
        `INSERT INTO change_noted (at, change_number) SELECT $at, change_number FROM meta
         ON CONFLICT (at) DO UPDATE SET change_number = excluded.change_number`,
        { at },
      );
      await run('DELETE FROM change_noted WHERE at < (SELECT max(at) FROM change_noted WHERE at <= $since)', { since });
    },
    async saveKeptFrom(change) {
      // Nobody who changes something waits for it unless it is really moved.
      await run('UPDATE meta SET kept_from = $change WHERE kept_from < $change', { change });
    },
    dropRemovals: (limit) =>
      run(
        `DELETE FROM tombstone WHERE (audience, kind, id) IN
         (SELECT audience, kind, id FROM tombstone WHERE seq <= (SELECT kept_from FROM meta) LIMIT $limit)`,
        { limit },
      ),
    dropOpenings: () =>
      run(
        'DELETE FROM opening WHERE after_change < (SELECT max(after_change) FROM opening WHERE after_change < (SELECT kept_from FROM meta))',
      ),
    async shortenOutcomes(shortened) {
      await run(
        `UPDATE outcome SET operation = s.operation, result = s.result
         FROM unnest($ids::text[], $operations::text[], $results::text[]) AS s (id, operation, result) WHERE outcome.id = s.id`,
        {
          ids: shortened.map(({ id }) => id),
          operations: shortened.map(({ operation }) => JSON.stringify(operation)),
          results: shortened.map(({ result }) => JSON.stringify(result)),
        },
      );
    },
    async dropProbes(ids) {
      await run('DELETE FROM handover WHERE probe_id = ANY($ids::text[])', { ids });
      await run('DELETE FROM probe WHERE id = ANY($ids::text[])', { ids });
    },
    dropCodes: (before) =>
      run(
        `DELETE FROM enrolment_code WHERE NOT unlimited AND issued_at < $before AND (used_by IS NOT NULL OR expires_at < $before)`,
        { before },
      ),
  };
}
