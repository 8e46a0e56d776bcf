import type { DocumentFileView } from '../../electron/core/api/views.ts';
import type { Opened } from '../ticket/open-file.tsx';
import styles from './documents.module.css';

/** A document from the core as the page's own file. */
export function openedFrom({ base64, fileName }: Pick<DocumentFileView, 'base64' | 'fileName'>): Opened {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return { blob: new Blob([bytes], { type: 'application/pdf' }), name: fileName, dataUrl: null };
}

/** The print stays for as long as the system's own window for printing may read it. */
const KEPT_MS = 10 * 60_000;

/**
 * Hands a PDF to the system's printing, as the browser's own viewer does it. False where there is no such viewer, or it did
 * not let itself be asked: then the file has to be opened elsewhere.
 */
export function printPdf(page: Document, blob: Blob): Promise<boolean> {
  if (!navigator.pdfViewerEnabled) return Promise.resolve(false);
  const address = URL.createObjectURL(blob);
  const frame = Object.assign(page.createElement('iframe'), { src: address, className: styles.printing ?? '' });
  // Nothing in it is for the keyboard or to be read out.
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  setTimeout(() => {
    frame.remove();
    URL.revokeObjectURL(address);
  }, KEPT_MS);
  return new Promise((resolve) => {
    frame.addEventListener('load', () => {
      try {
        if (frame.contentWindow === null) return resolve(false);
        frame.contentWindow.focus();
        frame.contentWindow.print();
        resolve(true);
      } catch {
        resolve(false);
      }
    });
    page.body.append(frame);
  });
}
