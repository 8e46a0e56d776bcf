import { Button, Modal, NativeSelect, Progress } from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { DOCUMENT_TYPES } from '../../domain/document-file.ts';
import type { DocumentKind } from '../../domain/model/index.ts';
import type { Problem } from '../../domain/problem.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useClient } from '../queries.tsx';
import { Notice, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './attach.module.css';
import { attachFile, firstLook } from './attach-file.ts';
import { allKinds, documentNames, formatSize, likelyKind } from './file-text.ts';

interface Chosen {
  readonly id: string;
  readonly file: File;
  readonly kind: DocumentKind;
  readonly problem: Problem | null;
  /** Bytes handed over; null while nothing is. */
  readonly read: number | null;
}

/** Opens the system's own choice of files, for a document of that kind or of any. */
export type Choose = (kind?: DocumentKind) => void;

/**
 * Attaching: by a button, by dropping on the section, by pasting anywhere on the page. Whichever way a file comes, it is
 * looked at, the person says what it is, and then it is attached.
 */
export function AttachArea(props: {
  readonly ticketId: string;
  /** Of the needed ones, those not there yet. */
  readonly missing: readonly DocumentKind[];
  readonly allowed: boolean;
  readonly children: (choose: Choose) => ReactNode;
}) {
  const t = useT();
  const { allowed, missing } = props;
  const input = useRef<HTMLInputElement>(null);
  const wanted = useRef<DocumentKind>(undefined);
  const [over, setOver] = useState(false);
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);

  const take = async (files: readonly File[], kind?: DocumentKind): Promise<void> => {
    const open = missing.filter((m) => !chosen.some((c) => c.kind === m));
    const looked = await Promise.all(
      files.map(async (file) => ({ id: crypto.randomUUID(), file, problem: await firstLook(file), read: null })),
    );
    const rows = looked.map((row) => {
      const guessed = kind ?? likelyKind(row.file.name, open);
      const at = open.indexOf(guessed);
      if (at >= 0) open.splice(at, 1);
      return { ...row, kind: guessed };
    });
    setChosen((before) => [...before, ...rows]);
  };
  const latest = useRef(take);
  latest.current = take;

  useEffect(() => {
    if (!allowed) return;
    const onPaste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      void latest.current(files);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [allowed]);

  const choose: Choose = (kind) => {
    wanted.current = kind;
    input.current?.click();
  };
  const carriesFiles = (event: React.DragEvent): boolean => allowed && event.dataTransfer.types.includes('Files');

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the buttons inside are the first
    <div
      className={styles.area}
      data-over={over || undefined}
      data-say={t('document.dropHere')}
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!carriesFiles(event)) return;
        event.preventDefault();
        void take([...event.dataTransfer.files]);
      }}
    >
      {props.children(choose)}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={DOCUMENT_TYPES.join(',')}
        aria-label={t('document.attach')}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          void take(files, files.length === 1 ? wanted.current : undefined);
        }}
      />
      <Modal
        opened={chosen.length > 0}
        onClose={() => {
          if (chosen.every(({ read }) => read === null)) setChosen([]);
        }}
        title={t('attach.title')}
        closeButtonProps={{ 'aria-label': t('action.dismiss') }}
        size="lg"
      >
        <AttachForm ticketId={props.ticketId} chosen={chosen} change={setChosen} />
      </Modal>
    </div>
  );
}

function AttachForm(props: {
  readonly ticketId: string;
  readonly chosen: readonly Chosen[];
  readonly change: (edit: (before: readonly Chosen[]) => readonly Chosen[]) => void;
}) {
  const t = useT();
  const client = useClient();
  const queries = useQueryClient();
  const { chosen, change } = props;
  const [busy, setBusy] = useState(false);
  const [crashed, setCrashed] = useState(false);
  const edit = (id: string, part: Partial<Chosen>): void =>
    change((before) => before.map((c) => (c.id === id ? { ...c, ...part } : c)));
  const ready = chosen.filter(({ problem }) => problem === null);

  const attach = async (): Promise<void> => {
    setBusy(true);
    setCrashed(false);
    try {
      // The quote first, as the manual has it, then the rest in its order.
      for (const { id, file, kind } of ready.toSorted((a, b) => allKinds.indexOf(a.kind) - allKinds.indexOf(b.kind))) {
        edit(id, { read: 0 });
        const answer = await attachFile(client, { file, kind, ticketId: props.ticketId }, (read) => edit(id, { read }));
        if (answer.ok) change((before) => before.filter((c) => c.id !== id));
        else edit(id, { read: null, problem: answer.error });
      }
    } catch {
      setCrashed(true);
      change((before) => before.map((c) => ({ ...c, read: null })));
    } finally {
      setBusy(false);
      void queries.invalidateQueries();
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void attach();
      }}
    >
      <ul>
        {chosen.map((row) => (
          <ChosenRow
            key={row.id}
            row={row}
            busy={busy}
            choose={(kind) => edit(row.id, { kind, problem: null })}
            remove={() => change((before) => before.filter((c) => c.id !== row.id))}
          />
        ))}
      </ul>
      {crashed && (
        <Notice tone="bad" live>
          {t('error.unexpected')}
        </Notice>
      )}
      <div className={ui.row}>
        <Button type="submit" loading={busy} disabled={ready.length === 0} leftSection={<IconPaperclip size={16} aria-hidden />}>
          {t('attach.confirm', { count: Math.max(1, ready.length) })}
        </Button>
        <Button variant="subtle" disabled={busy} onClick={() => change(() => [])}>
          {t('action.back')}
        </Button>
      </div>
    </form>
  );
}

function ChosenRow(props: {
  readonly row: Chosen;
  readonly busy: boolean;
  readonly choose: (kind: DocumentKind) => void;
  readonly remove: () => void;
}) {
  const t = useT();
  const language = useLanguage();
  const id = useId();
  const { file, kind, problem, read } = props.row;
  return (
    <li className={styles.chosen}>
      <div className={ui.row}>
        <div className={ui.grow}>
          <strong id={id} className="break">
            {file.name}
          </strong>{' '}
          <span className="dim num">{formatSize(file.size, language)}</span>
        </div>
        <NativeSelect
          aria-label={t('attach.kindOf', { name: file.name })}
          value={kind}
          disabled={props.busy}
          onChange={(event) => props.choose(event.currentTarget.value as DocumentKind)}
          data={allKinds.map((value) => ({ value, label: t(documentNames[value]) }))}
        />
        <Button
          variant="subtle"
          color="gray"
          disabled={props.busy}
          onClick={props.remove}
          aria-label={t('attach.removeOf', { name: file.name })}
          leftSection={<IconX size={16} aria-hidden />}
        >
          {t('attach.remove')}
        </Button>
      </div>
      {read !== null && <Progress value={(100 * read) / file.size} aria-labelledby={id} />}
      {problem !== null && <ProblemNotice problem={problem} />}
    </li>
  );
}
