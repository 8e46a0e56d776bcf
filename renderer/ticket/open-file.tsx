import { Button, Modal } from '@mantine/core';
import { IconFileDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { AttachedFile } from '../../domain/model/index.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './attach.module.css';
import { readFile } from './attach-file.ts';

type Opened = Extract<Awaited<ReturnType<typeof readFile>>, { ok: true }>['value'];

/** A document as it is: pictures are shown here, and everything can be saved, to be opened by the system's own program. */
export function useOpenFile(ticketId: string, { sha256, name }: Pick<AttachedFile, 'sha256' | 'name'>) {
  const t = useT();
  const client = useClient();
  const [shown, setShown] = useState<Opened>();
  const [percent, setPercent] = useState(0);
  const act = useAct(
    () => readFile(client, { ticketId, sha256 }, (bytes, size) => setPercent(Math.floor((100 * bytes) / size))),
    (opened) => {
      if (opened.dataUrl === null) save(opened);
      else setShown(opened);
    },
  );
  const button = (
    <Button
      variant="subtle"
      size="compact-sm"
      disabled={act.busy}
      aria-label={t('document.openOf', { name })}
      onClick={() => {
        setPercent(0);
        act.run(undefined);
      }}
    >
      {act.busy ? t('document.opening', { percent }) : t('document.open')}
    </Button>
  );
  const below = (
    <>
      <ActProblem act={act} />
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={name}
        size="xl"
        closeButtonProps={{ 'aria-label': t('action.dismiss') }}
      >
        {shown !== undefined && (
          <div className={ui.sectionBody}>
            <img className={styles.picture} src={shown.dataUrl ?? ''} alt={name} />
            <div className={ui.row}>
              <Button
                variant="default"
                leftSection={<IconFileDownload size={16} aria-hidden />}
                onClick={() => save(shown)}
                data-autofocus
              >
                {t('document.save')}
              </Button>
            </div>
          </div>
        )}
      </Modal>
    </>
  );
  return { button, below };
}

/** Through a link of the page's own: needs no leave of the content policy, in Electron and in a browser alike. */
function save({ blob, name }: Opened): void {
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser takes the content while it handles the click, but slowly where it asks for a place first.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
