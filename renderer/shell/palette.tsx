import { Modal } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useT } from '../i18n.ts';
import { type PageAction, pageActions } from './page-actions.ts';
import { Finder } from './palette-finder.tsx';

/** As the screen was when the palette was opened over it. */
export interface PaletteState {
  readonly actions: readonly PageAction[];
  readonly before: Element | null;
}

export function usePalette() {
  const [state, setState] = useState<PaletteState | null>(null);
  const open = useCallback(() => {
    const main = document.querySelector('main');
    const read = { actions: main === null ? [] : pageActions(main), before: document.activeElement };
    setState((now) => now ?? read);
  }, []);
  const close = useCallback(() => setState(null), []);
  return { state, open, close };
}

/** Ctrl+K: does anything that can be done here and now, goes to any screen, ticket or point of sale, by what one types. */
export function Palette(props: {
  readonly state: PaletteState | null;
  readonly onClose: () => void;
  readonly onShortcuts: () => void;
}) {
  const t = useT();
  const { state, onClose, onShortcuts } = props;
  /** @param then after the palette is gone; without it the keyboard goes back to where it was */
  const leave = (then?: () => void) => {
    onClose();
    const before = state?.before;
    requestAnimationFrame(() => {
      if (then !== undefined) then();
      else if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    });
  };
  return (
    <Modal
      opened={state !== null}
      onClose={() => leave()}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      title={t('palette.title')}
      size="lg"
      yOffset="8dvh"
      centered={false}
      closeButtonProps={{ 'aria-label': t('action.dismiss') }}
    >
      {state !== null && <Finder actions={state.actions} onLeave={leave} onShortcuts={onShortcuts} />}
    </Modal>
  );
}
