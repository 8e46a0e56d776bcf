import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ProbeStage } from '../../domain/probe.ts';
import type { ProbeRun } from '../../electron/core/api/views.ts';
import { useClient } from '../queries.tsx';

export interface ProbeState {
  readonly running: boolean;
  readonly serverAddress: string | null;
  /** The stages told so far, or those of the last run. */
  readonly stages: readonly ProbeStage[];
  readonly run: ProbeRun | null;
  readonly crashed: boolean;
}

/** One probe at a time; leaving the page or cancelling stops it at once. */
export function useProbe(subTicketId: string, last: ProbeRun | null) {
  const client = useClient();
  const queries = useQueryClient();
  const ending = useRef<AbortController | null>(null);
  const [live, setLive] = useState<ProbeState | null>(null);
  useEffect(() => () => ending.current?.abort(), []);

  const start = async () => {
    const controller = new AbortController();
    ending.current = controller;
    let now: ProbeState = { running: true, serverAddress: null, stages: [], run: null, crashed: false };
    const show = (part: Partial<ProbeState>) => {
      now = { ...now, ...part };
      setLive(now);
    };
    show({});
    try {
      for await (const event of await client.probe.run({ subTicketId }, { signal: controller.signal })) {
        if (event.type === 'started') show({ serverAddress: event.serverAddress });
        else if (event.type === 'stage') show({ stages: [...now.stages.filter((s) => s.id !== event.stage.id), event.stage] });
        else show({ running: false, run: event.run, stages: event.run.stages });
      }
      if (now.running) show({ running: false });
    } catch {
      show({ running: false, crashed: !controller.signal.aborted });
    }
    await queries.invalidateQueries();
  };

  const shown: ProbeState = live ?? {
    running: false,
    serverAddress: null,
    stages: last?.stages ?? [],
    run: last,
    crashed: false,
  };
  return { state: shown, start: () => void start(), cancel: () => ending.current?.abort() };
}
