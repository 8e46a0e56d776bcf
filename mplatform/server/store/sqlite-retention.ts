import type { Chore, RetentionReads, RetentionWrites } from './retention-port.ts';
import { OUTCOME, PROBE, parseOutcome, parseProbe } from './sqlite-rows.ts';
import type { Cell, Prepare } from './sqlite-statements.ts';

export function retentionReads(prepare: Prepare): RetentionReads {
  const number = (sql: string, params: Record<string, Cell> = {}) => (prepare(sql).get(params)?.n ?? 0) as number;
  return {
    chore: async (name) =>
      prepare('SELECT name, holder, until, ended_at AS endedAt, progress FROM chore WHERE name = $name').get({ name }) as
        | Chore
        | undefined,
    keptFrom: async () => number('SELECT kept_from AS n FROM meta'),
    changeNotedBy: async (at) =>
      number('SELECT change_number AS n FROM change_noted WHERE at <= $at ORDER BY at DESC LIMIT 1', { at }),
    outcomesBefore: async (before, after, limit) =>
      prepare(
        `${OUTCOME} WHERE decided_at < $before ${after === undefined ? '' : 'AND (decided_at, id) > ($at, $id)'}
         ORDER BY decided_at, id LIMIT $limit`,
      )
        .all({ before, ...after, limit })
        .map(parseOutcome),
    probesAfter: async (id, limit) =>
      prepare(`${PROBE} WHERE id > $id ORDER BY id LIMIT $limit`)
        .all({ id, limit })
        .map((found) => parseProbe(found)),
  };
}

export function retentionWrites(prepare: Prepare): RetentionWrites {
  const run = (sql: string, params: Record<string, Cell> = {}) => prepare(sql).run(params).changes;
  return {
    async saveChore(chore) {
      run(
        `INSERT INTO chore (name, holder, until, ended_at, progress) VALUES ($name, $holder, $until, $endedAt, $progress)
         ON CONFLICT (name) DO UPDATE SET holder = $holder, until = $until, ended_at = $endedAt, progress = $progress`,
        { ...chore },
      );
    },
    async noteChange(at, since) {
      run(
        `INSERT INTO change_noted (at, change_number) SELECT $at, change_number FROM meta WHERE true
         ON CONFLICT (at) DO UPDATE SET change_number = excluded.change_number`,
        { at },
      );
      run('DELETE FROM change_noted WHERE at < (SELECT max(at) FROM change_noted WHERE at <= $since)', { since });
    },
    async saveKeptFrom(change) {
      run('UPDATE meta SET kept_from = max(kept_from, $change)', { change });
    },
    async dropRemovals(limit) {
      return run(
        `DELETE FROM tombstone WHERE (audience, kind, id) IN
         (SELECT audience, kind, id FROM tombstone WHERE seq <= (SELECT kept_from FROM meta) LIMIT $limit)`,
        { limit },
      );
    },
    async dropOpenings() {
      return run(
        'DELETE FROM opening WHERE after_change < (SELECT max(after_change) FROM opening WHERE after_change < (SELECT kept_from FROM meta))',
      );
    },
    async shortenOutcomes(shortened) {
      for (const { id, operation, result } of shortened)
        run('UPDATE outcome SET operation = $operation, result = $result WHERE id = $id', {
          id,
          operation: JSON.stringify(operation),
          result: JSON.stringify(result),
        });
    },
    async dropProbes(ids) {
      const params = { ids: JSON.stringify(ids) };
      run('DELETE FROM handover WHERE probe_id IN (SELECT value FROM json_each($ids))', params);
      run('DELETE FROM probe WHERE id IN (SELECT value FROM json_each($ids))', params);
    },
    async dropCodes(before) {
      return run(
        `DELETE FROM enrolment_code WHERE unlimited = 0 AND issued_at < $before AND (used_by IS NOT NULL OR expires_at < $before)`,
        { before },
      );
    },
  };
}
