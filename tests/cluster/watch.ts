import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** Looks at the numbers all the while, as a reader who never asks again for what is below the last one that it saw. */
export interface NumberWatch {
  /** Changes that became visible with a number below one that had been seen before. */
  readonly undercut: readonly string[];
  /** How often it looked. */
  looks(): number;
  stop(): Promise<void>;
}

const LOOK_MS = 150;

export function watchNumbers(url: string): NumberWatch {
  const undercut: string[] = [];
  let looks = 0;
  let stopped = false;

  /** Until the connection is lost: what was seen and then lost with PostgreSQL begins anew under another mark. */
  async function look(): Promise<void> {
    const client = new Client({ connectionString: url, query_timeout: 5000 });
    client.on('error', () => {});
    let seen = new Map<string, number>();
    let last: number | undefined;
    try {
      await client.connect();
      while (!stopped) {
        const { rows } = await client.query<{ row: string; seq: string }>(
          `SELECT kind || ' ' || id AS row, seq FROM row_change UNION ALL SELECT '', change_number FROM meta`,
        );
        const now = new Map(rows.map(({ row, seq }) => [row, Number(seq)]));
        for (const [row, seq] of now) {
          if (last !== undefined && row !== '' && seen.get(row) !== seq && seq <= last)
            undercut.push(`${row}: ${seq} after ${last}`);
        }
        last = Math.max(...now.values());
        seen = now;
        looks += 1;
        await pause(LOOK_MS);
      }
    } finally {
      await client.end().catch(() => {});
    }
  }
  const running = (async () => {
    while (!stopped) {
      await look().catch(() => {});
      await pause(50);
    }
  })();
  return {
    undercut,
    looks: () => looks,
    async stop() {
      stopped = true;
      await running;
    },
  };
}
