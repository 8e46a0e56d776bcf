import { Button } from '@mantine/core';
import { IconFileDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { ProbeRun } from '../../../electron/core/api/views.ts';
import { useT } from '../../i18n.ts';
import { useAct, useClient } from '../../queries.tsx';
import { ActProblem } from '../../ui/states.tsx';
import ui from '../../ui/ui.module.css';

/** A run as a file for whoever helps: a page to read and print, or the same as data. */
export function SaveReport({ run }: { readonly run: ProbeRun }) {
  const t = useT();
  const client = useClient();
  const [saved, setSaved] = useState<string>();
  const act = useAct(
    (format: 'html' | 'json') => client.probe.report({ runId: run.id, format }),
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
          {t('probe.saveReport')}
        </Button>
        <Button variant="default" disabled={act.busy} onClick={() => act.run('json')}>
          {t('probe.saveData')}
        </Button>
      </div>
      <p role="status" className="dim break">
        {saved !== undefined && !act.busy && act.problem === null ? t('probe.reportSaved', { file: saved }) : ''}
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
