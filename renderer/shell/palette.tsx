import { Modal } from '@mantine/core';
import { useT } from '../i18n.ts';
import { Finder } from './palette-finder.tsx';
import type { PaletteState } from './use-palette.ts';

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
