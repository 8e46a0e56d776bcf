import { Button } from '@mantine/core';
import { IconFileDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { Problem } from '../../domain/problem.ts';
import type { Result } from '../../domain/result.ts';
import { useT } from '../i18n.ts';
import { useAct } from '../queries.tsx';
import { ActProblem } from './states.tsx';
import ui from './ui.module.css';

export type FileFormat = 'html' | 'json';
interface MadeFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}

/**
 * Something as a file for whoever helps: a page to read and print and, where that has a name, the same as data. What was
 * saved is said, and read out.
 */
export function SaveFile(props: {
  readonly make: (format: FileFormat) => Promise<Result<MadeFile, Problem>>;
  readonly page: string;
  readonly data?: string;
  /** What is said of it; without, also that it holds no secrets. */
  readonly said?: 'file.savedOnly';
}) {
  const t = useT();
  const [saved, setSaved] = useState<string>();
  const act = useAct(props.make, (file) => {
    download({ ...file, content: [file.text] });
    setSaved(file.fileName);
  });
  return (
    <div className={ui.stackTight}>
      <div className={ui.row}>
        <Button
          variant="default"
          leftSection={<IconFileDownload size={16} aria-hidden />}
          loading={act.busy}
          onClick={() => act.run('html')}
        >
          {props.page}
        </Button>
        {props.data !== undefined && (
          <Button variant="default" disabled={act.busy} onClick={() => act.run('json')}>
            {props.data}
          </Button>
        )}
      </div>
      <p role="status" className={`${ui.saved} dim break`}>
        {saved !== undefined && !act.busy && act.problem === null ? t(props.said ?? 'file.saved', { file: saved }) : ''}
      </p>
      <ActProblem act={act} />
    </div>
  );
}

/** Through a link of the page's own: needs no leave of the content policy, in Electron and in a browser alike. */
export function download(file: { readonly content: BlobPart[]; readonly mediaType: string; readonly fileName: string }): void {
  const { content, mediaType, fileName } = file;
  const address = URL.createObjectURL(new Blob(content, { type: mediaType }));
  const link = Object.assign(document.createElement('a'), { href: address, download: fileName });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser takes the content while it handles the click, but slowly where it asks for a place first.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
