import {
  type CSSVariablesResolver,
  createTheme,
  type ExtendComponent,
  type ModalFactory,
  type TextInputFactory,
} from '@mantine/core';

const FONT = "'Inter Variable', 'Segoe UI', system-ui, sans-serif";

/** By types alone: `Modal.extend` would bring the dialog and all that it needs onto the first screen. */
export const theme = createTheme({
  fontFamily: FONT,
  headings: { fontFamily: FONT, fontWeight: '650' },
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', monospace",
  colors: {
    dark: ['#e6e9ed', '#a9b3bf', '#98a2ae', '#76828f', '#3d4854', '#2f3842', '#232a32', '#1b2127', '#14191f', '#0f1318'],
  },
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  components: {
    // Locking the page's scroll adds a style element without our nonce; the page itself does not scroll anyway.
    Modal: {
      defaultProps: { lockScroll: false, centered: true },
      styles: { title: { lineHeight: 1.35, fontWeight: 650, overflowWrap: 'anywhere' } },
    } satisfies ExtendComponent<ModalFactory>,
    TextInput: { defaultProps: { autoComplete: 'off' } } satisfies ExtendComponent<TextInputFactory>,
  },
});

/** Mantine's own dimmed and placeholder greys miss 4.5:1. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#505a66',
    '--mantine-color-placeholder': '#5c6672',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-error': '#b42318',
    // Its own is so strong that the words on a button under the mouse miss it, too.
    '--mantine-color-blue-light-hover': '#d9eafb',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b3bf',
    '--mantine-color-placeholder': '#98a2ae',
    '--mantine-color-body': '#15191f',
    '--mantine-color-text': '#e6e9ed',
    '--mantine-color-error': '#ff9a8f',
  },
});
