import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from 'react';
import type { DocumentKind } from '../../domain/model/index.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import type { Result } from '../../domain/result.ts';
import type { ScanDraftView, ScanSource } from '../../electron/core/api/views.ts';
import {
  calledAnew,
  type Documents,
  documentOf,
  isThere,
  restoredFrom,
  type ScanDocument,
  type Sheet,
  type Source,
  sheetsOf,
} from './sheets.ts';
import { whichIsWhich } from './which-is-which.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

/** A file that cannot be attached, and why. */
export interface Refused {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly problem: Problem;
}

export interface Taking {
  /** What the person said that they are, if anything. */
  readonly kind?: DocumentKind | undefined;
  /** They are further pages of that document. */
  readonly into?: string | undefined;
  readonly photographed?: boolean;
  /** Of which point of sale. */
  readonly subTicketId?: string | undefined;
}

export interface Scan {
  readonly documents: Documents;
  readonly change: Dispatch<SetStateAction<Documents>>;
  readonly refused: readonly Refused[];
  readonly dismiss: (id: string) => void;
  /** Files being looked at: how many of how many are done; null when none is. */
  readonly looking: { readonly done: number; readonly of: number } | null;
  readonly take: (files: readonly File[], how: Taking) => Promise<void>;
  /**
   * Puts back what was kept, each page where it was; pages of nobody knows where come as documents of their own.
   * Answers how many pages came back.
   */
  readonly restore: (
    draft: ScanDraftView,
    read: (source: ScanSource) => Promise<Result<File, Problem>>,
    knows: (source: Source, id: string) => void,
  ) => Promise<number>;
  /** What was looked at already stays. */
  readonly stopLooking: () => void;
  /** Opened when first asked for; another one after `stop`. */
  readonly workshop: () => Workshop;
  readonly stop: () => void;
}

const newId = (): string => crypto.randomUUID();
const isPicture = (file: File): boolean => file.type.startsWith('image/') || /\.(jpe?g|png)$/i.test(file.name);

/** The documents that are being put together, before any of them is attached. */
export function useScan(missing: readonly DocumentKind[]): Scan {
  const [documents, change] = useState<Documents>([]);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const [looking, setLooking] = useState<Scan['looking']>(null);
  const open = useRef<Workshop>(undefined);
  const round = useRef(0);
  const workshop = (): Workshop => {
    open.current ??= openWorkshop();
    return open.current;
  };
  const stop = (): void => {
    open.current?.close();
    open.current = undefined;
  };
  useEffect(() => () => open.current?.close(), []);

  const lookAt = async (file: File, photographed: boolean, goesOn: () => boolean): Promise<Source | undefined> => {
    const looked = await workshop()
      .look(file)
      .catch(() => ({ ok: false, error: problem('files.changed-while-read', { name: file.name }) }) as const);
    if (looked.ok) return looked.value.type === 'pdf' ? { ...looked.value, file } : { ...looked.value, file, photographed };
    // Nothing is wrong with a file that nobody looked at to the end.
    if (!goesOn()) return undefined;
    const { name, size } = file;
    setRefused((before) => [...before, { id: newId(), name, size, problem: looked.error }]);
    return undefined;
  };

  const take = async (files: readonly File[], { kind, into, photographed = false, subTicketId }: Taking): Promise<void> => {
    const mine = round.current;
    const goesOn = (): boolean => mine === round.current;
    setLooking((before) => ({ done: before?.done ?? 0, of: (before?.of ?? 0) + files.length }));
    const named = files.map((file) => ({ name: file.name, picture: isPicture(file), file }));
    const guesses =
      into === undefined ? whichIsWhich(named, stillOpen(missing, documents), kind) : [{ kind: kind ?? 'other', files: named }];
    for (const guess of guesses) {
      const target = into ?? newId();
      for (const { file } of guess.files) {
        const source = await lookAt(file, photographed, goesOn);
        // Stopped meanwhile, or the dialog is gone.
        if (!goesOn()) return;
        if (source !== undefined) {
          const sheets = sheetsOf(source, newId);
          change((before) =>
            isThere(before, sheets)
              ? calledAnew(before, source, kind, subTicketId)
              : added(before, target, guess.kind, sheets, newId, subTicketId),
          );
        }
        setLooking((before) => (before === null || before.done + 1 >= before.of ? null : { ...before, done: before.done + 1 }));
      }
    }
  };

  const restore: Scan['restore'] = async (draft, read, knows) => {
    const mine = round.current;
    const goesOn = (): boolean => mine === round.current;
    const { sources } = draft;
    setLooking((before) => ({ done: before?.done ?? 0, of: (before?.of ?? 0) + sources.length }));
    const found = new Map<string, Source>();
    for (const kept of sources) {
      const file = await read(kept);
      const { name, size } = kept;
      if (!file.ok) setRefused((before) => [...before, { id: newId(), name, size, problem: file.error }]);
      const looked = file.ok ? await lookAt(file.value, kept.photographed, goesOn) : undefined;
      if (!goesOn()) return 0;
      if (looked !== undefined) {
        // Made smaller already, it still is not the file that was chosen.
        const source = looked.type === 'picture' && kept.shrunk ? { ...looked, shrunk: true } : looked;
        knows(source, kept.id);
        found.set(kept.id, source);
      }
      setLooking((before) => (before === null || before.done + 1 >= before.of ? null : { ...before, done: before.done + 1 }));
    }
    const back = restoredFrom(draft, found, newId);
    // A file that was chosen again meanwhile is there already.
    change((before) => [...back.filter(({ sheets }) => !isThere(before, sheets)), ...before]);
    return back.reduce((sum, { sheets }) => sum + sheets.length, 0);
  };

  return {
    documents,
    restore,
    change,
    refused,
    dismiss: (id) => setRefused((before) => before.filter((r) => r.id !== id)),
    looking,
    take,
    stopLooking() {
      round.current += 1;
      stop();
      setLooking(null);
    },
    workshop,
    stop,
  };
}

const stillOpen = (missing: readonly DocumentKind[], documents: Documents): readonly DocumentKind[] =>
  missing.filter((kind) => !documents.some((d) => d.kind === kind));

/** Behind the pages of that document, or as a document of its own where it is no more, or takes none. */
export function added(
  documents: Documents,
  target: string,
  kind: DocumentKind,
  sheets: readonly Sheet[],
  id: () => string,
  subTicketId?: string,
): Documents {
  const sealed = sheets.some(({ source }) => source.type === 'pdf' && source.pages === null);
  const there = documents.find((d) => d.id === target);
  const takes = there?.sheets.every(({ source }) => source.type === 'picture' || source.pages !== null) === true;
  if (there === undefined) return [...documents, documentOf(kind, sheets, target, subTicketId)];
  if (sealed || !takes) return [...documents, documentOf(there.kind, sheets, id(), there.subTicketId)];
  return documents.map((d): ScanDocument => (d === there ? { ...d, sheets: [...d.sheets, ...sheets], problem: null } : d));
}
