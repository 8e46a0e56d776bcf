import { expect, it } from 'vitest';
import { problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { ScanArrangement } from '../../electron/core/api/views.ts';
import { type KeepingFault, openKeeper } from './keeper.ts';
import { type Documents, documentOf, type Source, sheetsOf } from './sheets.ts';

const photo = (name: string): Source => ({
  type: 'picture',
  file: new File(['x'], name),
  picture: new Blob(),
  upright: 0,
  shrunk: true,
  thumb: {} as ImageBitmap,
  photographed: true,
  digest: name,
});
let count = 0;
const sheets = (source: Source) =>
  sheetsOf(source, () => {
    count += 1;
    return `sheet-${count}`;
  });
const documents = (...sources: readonly Source[]): Documents =>
  sources.length === 0 ? [] : [documentOf('quote', sources.flatMap(sheets), 'd')];

function bench() {
  const disk = new Map<string, Source>();
  let arranged: ScanArrangement = [];
  const faults: KeepingFault[] = [];
  const state = { answer: (): Result<null, ReturnType<typeof problem>> => ok(null) };
  let ids = 0;
  const keeper = openKeeper(
    {
      keep: async (id, source) => {
        const answer = state.answer();
        if (answer.ok) disk.set(id, source);
        return answer;
      },
      arrange: async (now) => {
        arranged = now;
        return state.answer();
      },
      drop: async (gone) => {
        for (const id of gone) disk.delete(id);
        return ok(null);
      },
    },
    (what) => faults.push(what),
    () => {
      ids += 1;
      return `id-${ids}`;
    },
  );
  return {
    keeper,
    state,
    faults,
    onDisk: () => [...disk.values()].map(({ file }) => file.name),
    pages: () => arranged.flatMap((d) => d.sheets.map((s) => disk.get(s.source)?.file.name)),
  };
}

it('each page is on the disk once, in the order shown, and gone from it when it is shown no more', async () => {
  const b = bench();
  const [first, second] = [photo('1.jpg'), photo('2.jpg')];
  await b.keeper.show(documents(first));
  await b.keeper.show(documents(second, first));
  expect([b.onDisk(), b.pages()]).toEqual([
    ['1.jpg', '2.jpg'],
    ['2.jpg', '1.jpg'],
  ]);
  await b.keeper.show(documents(second));
  expect([b.onDisk(), b.pages()]).toEqual([['2.jpg'], ['2.jpg']]);
  await b.keeper.show([]);
  expect([b.onDisk(), b.faults.at(-1)]).toEqual([[], null]);
});

it('what came from the disk is not written a second time, and is let go of like the rest', async () => {
  const b = bench();
  const found = photo('found.jpg');
  b.keeper.knows(found, 'old');
  await b.keeper.show(documents(found, photo('new.jpg')));
  expect(b.onDisk()).toEqual(['new.jpg']);
});

it('says what keeps a page from being kept, keeps the others, and tries again with the next change', async () => {
  const b = bench();
  const [first, second] = [photo('1.jpg'), photo('2.jpg')];
  await b.keeper.show(documents(first));
  b.state.answer = () => err(problem('scans.full', { max: 500 }));
  await b.keeper.show(documents(first, second));
  expect([b.onDisk(), b.faults.at(-1)]).toEqual([['1.jpg'], { problem: problem('scans.full', { max: 500 }) }]);
  b.state.answer = () => ok(null);
  await b.keeper.show(documents(first, second));
  expect([b.pages(), b.faults.at(-1)]).toEqual([['1.jpg', '2.jpg'], null]);
});

it('while the core is away nothing is lost from the window, and when it is back what is shown is kept', async () => {
  const b = bench();
  const first = photo('1.jpg');
  b.state.answer = () => {
    throw new Error('away');
  };
  await b.keeper.show(documents(first));
  expect([b.onDisk(), b.faults.at(-1)]).toEqual([[], 'away']);
  b.state.answer = () => ok(null);
  await b.keeper.again();
  expect([b.onDisk(), b.faults.at(-1)]).toEqual([['1.jpg'], null]);
});
