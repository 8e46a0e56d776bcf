import type { Language } from '../../../domain/text.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

type Calls = ReturnType<typeof guardedCalls>['tickets'];

/** The calls of the list of tickets. */
export function listCalls(os: Calls, deps: { readonly workplace: () => Workplace; readonly language: () => Language }) {
  const views = () => deps.workplace().views;
  return {
    list: os.list.handler(({ input }) => views().page(input)),
    hints: os.hints.handler(({ input }) => views().hints(input.ids)),
    caretakers: os.caretakers.handler(() => views().caretakers()),
    look: os.look.handler(() => views().look.get()),
    setLook: os.setLook.handler(({ input }) => views().look.set(input)),
    saveView: os.saveView.handler(({ input }) => views().look.saveView(input)),
    dropView: os.dropView.handler(({ input }) => views().look.dropView(input.id)),
    export: os.export.handler(({ input, signal }) => views().exportList({ ...input, language: deps.language() }, signal)),
  };
}
