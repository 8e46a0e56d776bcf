import { Button } from '@mantine/core';
import { IconFileDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './sync.module.css';

type Format = 'html' | 'json';

/** Work that has not arrived, as a file for whoever helps: a page to read and print, or the same as data. */
export function SaveUnsent({ ticketId }: { readonly ticketId?: string }) {
  const t = useT();
  const client = useClient();
  const [saved, setSaved] = useState<string>();
  const act = useAct(
    (format: Format) => client.inbox.export({ format, ...(ticketId === undefined ? {} : { ticketId }) }),
    (file) => {
      download(file);
      setSaved(file.fileName);
    },
  );
  return (
    <div className={ui.stackTight}>
      <div className={ui.row}>
        <Button
          variant="default"
          leftSection={<IconFileDownload size={16} aria-hidden />}
          loading={act.busy}
          onClick={() => act.run('html')}
        >
          {t(ticketId === undefined ? 'inbox.export' : 'inbox.exportTicket')}
        </Button>
        {ticketId === undefined && (
          <Button variant="subtle" disabled={act.busy} onClick={() => act.run('json')}>
            {t('inbox.exportData')}
          </Button>
        )}
      </div>
      <p role="status" className={`${styles.saved} dim break`}>
        {saved !== undefined && !act.busy && act.problem === null ? t('inbox.exported', { file: saved }) : ''}
      </p>
      <ActProblem act={act} />
    </div>
  );
}

/** Through a link of the page's own: needs no leave of the content policy, in Electron and in a browser alike. */
function download(file: { readonly fileName: string; readonly mediaType: string; readonly text: string }): void {
  const address = URL.createObjectURL(new Blob([file.text], { type: file.mediaType }));
  const link = Object.assign(document.createElement('a'), { href: address, download: file.fileName });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser takes the content while it handles the click, but slowly where it asks for a place first.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
