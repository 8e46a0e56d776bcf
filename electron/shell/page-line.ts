import type { MessagePortMain, WebFrameMain } from 'electron';
import { isOurPage } from './policy.ts';

export const ASK = 'technik:ask-port';
export const PORT = 'technik:port';

export type Frame = Pick<WebFrameMain, 'url' | 'isDestroyed' | 'postMessage'> & { readonly parent: unknown };

/** Whether a message came from our page itself: not from a frame in it, not from a page that is already gone. */
export const isTrusted = (frame: Frame | null): frame is Frame =>
  frame !== null && !frame.isDestroyed() && frame.parent === null && isOurPage(frame.url);

/** A way to hand ports to the page behind `frame`, or nothing when it is not one of ours. Asked again for each port. */
export function lineTo(frame: Frame | null): ((port: MessagePortMain) => void) | undefined {
  if (!isTrusted(frame)) return undefined;
  return (port) => {
    if (isTrusted(frame)) frame.postMessage(PORT, null, [port]);
    else port.close();
  };
}
