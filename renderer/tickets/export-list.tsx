import { Button, Progress, Radio } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../../domain/problem.ts';
import type { ExportFormat, ListColumn, TicketSelection } from '../../electron/core/api/list-contract.ts';
import type { Client } from '../api.ts';
import { useT } from '../i18n.ts';
import { useClient } from '../queries.tsx';
import { download } from '../ui/save-file.tsx';
import { Notice, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { allColumns, useLook } from './look.ts';
import { useTicketList } from './ticket-query.tsx';

type State =
  | { readonly type: 'ready' }
  | { readonly type: 'running'; readonly done: number; readonly total: number }
  | { readonly type: 'saved'; readonly fileName: string; readonly rows: number }
  | { readonly type: 'failed'; readonly problem: Problem | null };

/** All that the filters show, as a file. */
export function ExportList({ total }: { readonly total: number }) {
  const t = useT();
  const client = useClient();
  const { look } = useLook();
  const { selection } = useTicketList();
  const [format, setFormat] = useState<ExportFormat>('xlsx');
  const [which, setWhich] = useState<'shown' | 'all'>('shown');
  const [state, setState] = useState<State>({ type: 'ready' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const begin = async () => {
    const stop = new AbortController();
    running.current = stop;
    setState({ type: 'running', done: 0, total });
    const columns = which === 'shown' ? look.columns : allColumns;
    const next = await fetchFile(client, { selection, columns, format }, stop.signal, setState).catch(
      (): State => ({ type: 'failed', problem: null }),
    );
    setState(stop.signal.aborted ? { type: 'ready' } : next);
  };

  return (
    <div className={ui.stack}>
      <p>{t('export.what', { count: total })}</p>
      <Radio.Group label={t('export.format')} value={format} onChange={(value) => setFormat(value === 'csv' ? 'csv' : 'xlsx')}>
        <div className={ui.stackTight}>
          <Radio value="xlsx" label={t('export.xlsx')} />
          <Radio value="csv" label={t('export.csv')} />
        </div>
      </Radio.Group>
      <Radio.Group label={t('export.columns')} value={which} onChange={(value) => setWhich(value === 'all' ? 'all' : 'shown')}>
        <div className={ui.stackTight}>
          <Radio value="shown" label={t('export.shown')} />
          <Radio value="all" label={t('export.all')} />
        </div>
      </Radio.Group>
      {state.type === 'running' ? (
        <>
          <Progress
            value={state.total === 0 ? 0 : (100 * state.done) / state.total}
            aria-label={t('export.running', { done: state.done, total: state.total })}
          />
          <div className={ui.row}>
            <span className="num">{t('export.running', { done: state.done, total: state.total })}</span>
            <Button variant="default" size="compact-sm" onClick={() => running.current?.abort()}>
              {t('export.cancel')}
            </Button>
          </div>
        </>
      ) : (
        <Button onClick={() => void begin()}>{t('export.make')}</Button>
      )}
      <div role="status">
        {state.type === 'saved' && <Notice tone="ok">{t('export.saved', { count: state.rows, file: state.fileName })}</Notice>}
      </div>
      {state.type === 'failed' &&
        (state.problem === null ? (
          <Notice tone="bad" live>
            {t('export.broken')}
          </Notice>
        ) : (
          <ProblemNotice problem={state.problem} />
        ))}
    </div>
  );
}

async function fetchFile(
  client: Client,
  wanted: { readonly selection: TicketSelection; readonly columns: readonly ListColumn[]; readonly format: ExportFormat },
  signal: AbortSignal,
  tell: (state: State) => void,
): Promise<State> {
  const { selection, columns, format } = wanted;
  const query = { ...selection, statuses: [...selection.statuses] };
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const event of await client.tickets.export({ query, columns: [...columns], format }, { signal })) {
    switch (event.type) {
      case 'progress':
        tell({ type: 'running', done: event.done, total: event.total });
        break;
      case 'bytes':
        parts.push(Uint8Array.from(atob(event.base64), (character) => character.charCodeAt(0)));
        break;
      case 'failed':
        return { type: 'failed', problem: event.problem };
      case 'finished':
        download({ content: parts, mediaType: event.mediaType, fileName: event.fileName });
        return { type: 'saved', fileName: event.fileName, rows: event.rows };
    }
  }
  return { type: 'failed', problem: null };
}
