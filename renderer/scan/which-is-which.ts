import type { DocumentKind } from '../../domain/model/index.ts';
import { kindByName, likelyKind } from '../ticket/file-text.ts';

/** Files that are probably one document, and which. */
export interface Guess<F> {
  readonly kind: DocumentKind;
  readonly files: readonly F[];
}

interface Named {
  readonly name: string;
  /** A picture is a page; a PDF is mostly a whole document. */
  readonly picture: boolean;
}

const collator = new Intl.Collator('pl', { numeric: true });

/**
 * Which of several files is which document: by their names, else in the manual's order as they were given. Pictures that are
 * named alike are pages of one. Where the person said beforehand what it is, all of them are its pages.
 * @param missing the kinds not there yet, in the manual's order
 */
export function whichIsWhich<F extends Named>(
  files: readonly F[],
  missing: readonly DocumentKind[],
  said?: DocumentKind,
): readonly Guess<F>[] {
  if (said !== undefined && said !== 'other') return [{ kind: said, files: inOrder(files) }];
  const open = [...missing];
  const guesses: { kind: DocumentKind; files: F[] }[] = [];
  for (const file of files) {
    const named = kindByName(file.name);
    const pages = guesses.find((g) => named !== undefined && g.kind === named && g.files.every((f) => f.picture));
    if (file.picture && pages !== undefined) {
      pages.files.push(file);
      continue;
    }
    // Names speak first, whatever their order: what they claim is no longer open for the rest.
    const kind = said ?? likelyKind(file.name, withoutNamed(open, files, file));
    const at = open.indexOf(kind);
    if (at >= 0) open.splice(at, 1);
    guesses.push({ kind, files: [file] });
  }
  return guesses.map((guess) => ({ ...guess, files: inOrder(guess.files) }));
}

const withoutNamed = <F extends Named>(open: readonly DocumentKind[], files: readonly F[], but: F): readonly DocumentKind[] =>
  open.filter((kind) => !files.some((f) => f !== but && kindByName(f.name) === kind));

/** A camera counts its pictures; `page 10` comes after `page 9`. */
const inOrder = <F extends Named>(files: readonly F[]): readonly F[] =>
  files.toSorted((a, b) => collator.compare(a.name, b.name));
