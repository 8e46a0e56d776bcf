import { Button, Modal } from '@mantine/core';
import { IconFileDownload, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { AttachedFile } from '../../domain/model/index.ts';
import type { Problem } from '../../domain/problem.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './attach.module.css';
import { type ReadFile, readFile } from './attach-file.ts';

export type Opened = ReadFile;

/** The document's own row says so for as long as it is true. */
const isSaidByRow = (problem: Problem | null): boolean => problem?.code === 'files.lost' || problem?.code === 'files.damaged';

/** A document of a ticket. What is not here is fetched first. */
export function useOpenFile(ticketId: string, { sha256, name }: Pick<AttachedFile, 'sha256' | 'name'>) {
  const client = useClient();
  return useOpening(name, (offset) => client.files.read({ ticketId, sha256, offset }));
}

/** A file as it is: shown here, or saved to be opened by the system's own program. */
export function useOpening(name: string, readPiece: Parameters<typeof readFile>[0]) {
  const t = useT();
  const [shown, setShown] = useState<Opened>();
  const [percent, setPercent] = useState(0);
  const read = () => {
    setPercent(0);
    return readFile(readPiece, (bytes, size) => setPercent(Math.floor((100 * bytes) / size)));
  };
  const look = useAct(read, setShown);
  const copy = useAct(read, save);
  const busy = look.busy || copy.busy;
  const buttons = (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        disabled={busy}
        aria-label={t('document.openOf', { name })}
        onClick={() => look.run(undefined)}
      >
        {look.busy ? t('document.opening', { percent }) : t('document.open')}
      </Button>
      <Button
        variant="subtle"
        size="compact-sm"
        disabled={busy}
        aria-label={t('document.saveOf', { name })}
        onClick={() => copy.run(undefined)}
      >
        {t('document.save')}
      </Button>
    </>
  );
  const below = (
    <>
      {[look, copy]
        .filter((act) => !isSaidByRow(act.problem))
        .map((act, i) => (
          <ActProblem key={i === 0 ? 'look' : 'copy'} act={act} />
        ))}
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={name}
        size="min(70rem, 96vw)"
        yOffset="2vh"
        closeButtonProps={{ 'aria-label': t('action.dismiss') }}
      >
        {shown !== undefined && <Preview opened={shown} />}
      </Modal>
    </>
  );
  return { buttons, below };
}

export function Preview({ opened }: { readonly opened: Opened }) {
  const t = useT();
  const { name, dataUrl } = opened;
  const [actual, setActual] = useState(false);
  return (
    <div className={styles.preview}>
      <div className={ui.row}>
        <Button
          variant="default"
          leftSection={<IconFileDownload size={16} aria-hidden />}
          onClick={() => save(opened)}
          data-autofocus
        >
          {t('document.save')}
        </Button>
        {dataUrl !== null && (
          <Button
            variant="default"
            leftSection={actual ? <IconZoomOut size={16} aria-hidden /> : <IconZoomIn size={16} aria-hidden />}
            onClick={() => setActual(!actual)}
          >
            {t(actual ? 'document.fit' : 'document.actualSize')}
          </Button>
        )}
      </div>
      {dataUrl === null ? (
        <PdfPages opened={opened} />
      ) : (
        <section
          className={styles.sheet}
          data-actual={actual || undefined}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label={t('document.previewOf', { name })}
        >
          <img src={dataUrl} alt={name} />
        </section>
      )}
    </div>
  );
}

/** By the browser's own viewer: it turns, enlarges and prints. */
function PdfPages({ opened: { blob, name } }: { readonly opened: Opened }) {
  const t = useT();
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  if (!navigator.pdfViewerEnabled) return <Notice tone="warn">{t('document.noViewer')}</Notice>;
  if (address === undefined) return null;
  return <iframe className={styles.sheet} src={`${address}#navpanes=0`} title={t('document.previewOf', { name })} />;
}

/** Through a link of the page's own: needs no leave of the content policy, in Electron and in a browser alike. */
export function save({ blob, name }: Opened): void {
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser takes the content while it handles the click, but slowly where it asks for a place first.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
