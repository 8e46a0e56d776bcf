import { useEffect, useRef } from 'react';

/**
 * For a button that is disabled while it works: a browser takes the keyboard from it, back to the top of the window, and gives it
 * back to nobody.
 */
export function useKeptFocus(busy: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const worked = useRef(false);
  useEffect(() => {
    if (worked.current && !busy && document.activeElement === document.body) button.current?.focus({ preventScroll: true });
    worked.current = busy;
  }, [busy]);
  return button;
}

/**
 * For a message that comes where its button goes: refused or done, the step is perhaps not offered any more. Put it on what holds
 * the message, with a tabIndex of -1; what the person moved to meanwhile keeps the keyboard.
 * @param offered whether the button is there
 */
export function useFocusOnMessage(shown: boolean, offered: boolean) {
  const message = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the button may go after the message came
  useEffect(() => {
    if (shown && document.activeElement === document.body) message.current?.focus();
  }, [shown, offered]);
  return message;
}
