import type { Problem } from '../../domain/problem.ts';
import type { Result } from '../../domain/result.ts';
import type { JoinPage } from './join.ts';
import type { PdfSource, PictureSource } from './sheets.ts';

/** What the window asks the workshop for. Each `id` is answered once. */
export type Order =
  | { readonly id: number; readonly do: 'look'; readonly file: File }
  | { readonly id: number; readonly do: 'join'; readonly pages: readonly JoinPage[]; readonly title: string };

export type LookedPicture = Pick<PictureSource, 'type' | 'picture' | 'upright' | 'shrunk' | 'thumb'>;
export type Looked = Pick<PdfSource, 'type' | 'pages' | 'digest'> | (LookedPicture & Pick<PictureSource, 'digest'>);

export type Reply =
  | { readonly id: number; readonly of: 'look'; readonly result: Result<Looked, Problem> }
  | { readonly id: number; readonly of: 'page'; readonly done: number }
  | { readonly id: number; readonly of: 'join'; readonly pdf: Blob }
  | { readonly id: number; readonly of: 'crash' };
