import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ProbeStage } from '../../../domain/probe.ts';
import type { ProbeRun } from '../../../electron/core/api/views.ts';
import { useClient } from '../../queries.tsx';

export interface ProbeState {
  readonly running: boolean;
  /** The stages told so far, or those of the last run. */
  readonly stages: readonly ProbeStage[];
  readonly run: ProbeRun | null;
  readonly crashed: boolean;
}

interface Live extends ProbeState {
  /** The last run when this one began: another one is newer than what was seen here. */
  readonly before: string | undefined;
}

/** One probe at a time; leaving the page or cancelling stops it at once. */
export function useProbe(subTicketId: string, last: ProbeRun | null) {
  const client = useClient();
  const queries = useQueryClient();
  const ending = useRef<AbortController | null>(null);
  const [live, setLive] = useState<Live | null>(null);
  useEffect(() => () => ending.current?.abort(), []);

  const start = async () => {
    const controller = new AbortController();
    ending.current?.abort();
    ending.current = controller;
    let now: Live = { running: true, stages: [], run: null, crashed: false, before: last?.id };
    const show = (part: Partial<Live>) => {
      if (ending.current !== controller) return;
      now = { ...now, ...part };
      setLive(now);
    };
    show({});
    try {
      for await (const event of await client.probe.run({ subTicketId }, { signal: controller.signal })) {
        if (event.type === 'stage') show({ stages: [...now.stages.filter((s) => s.id !== event.stage.id), event.stage] });
        else if (event.type === 'finished') show({ running: false, run: event.run, stages: event.run.stages });
      }
      if (now.running) show({ running: false, crashed: !controller.signal.aborted });
    } catch {
      show({ running: false, crashed: !controller.signal.aborted });
    }
    await queries.invalidateQueries();
  };

  const cancel = () => {
    ending.current?.abort();
    // At once: what the core still has to tell of it comes later, as the last run.
    setLive((shown) => (shown === null ? null : { ...shown, running: false }));
  };

  const kept: ProbeState = { running: false, stages: last?.stages ?? [], run: last, crashed: false };
  const newer = live !== null && !live.running && last !== null && last.id !== live.before;
  return { state: live === null || newer ? kept : live, start: () => void start(), cancel };
}
