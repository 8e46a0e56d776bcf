import { Button } from '@mantine/core';
import { IconFileDownload, IconFileUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { RescueView, SupportView } from '../../electron/core/api/startup-contract.ts';
import { telHref } from '../format.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { useKeptFocus } from '../ui/kept-focus.ts';
import { Copy, Section } from '../ui/parts.tsx';
import { download } from '../ui/save-file.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** The settings that name it lie in the database that does not open. */
const HELP_LINE = '22 123 84 09';
/** What support sends back is far smaller. */
const MOST_SIGNS = 16_384;

/** The key is gone: a file for support, the code to be read to them, and their answer taken in. Nothing is lost on this way. */
export function LostKey({ support, onTaken }: { readonly support: SupportView; readonly onTaken: () => void }) {
  const t = useT();
  const client = useClient();
  const input = useRef<HTMLInputElement>(null);
  const [saved, setSaved] = useState<RescueView>();
  const save = useAct(fetchRescue, setSaved);
  const take = useAct(async (file: File) => {
    if (file.size > MOST_SIGNS) return err(problem('key.file-unreadable'));
    return client.startup.takeKey({ text: await file.text() });
  }, onTaken);

  const button = useKeptFocus(save.busy);

  async function fetchRescue(): Promise<Result<RescueView, Problem>> {
    const made = await client.startup.rescue();
    if (!made.ok) return made;
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (let offset = 0; offset < made.value.bytes; ) {
      const piece = await client.startup.rescuePiece({ offset });
      if (!piece.ok) return piece;
      const bytes = Uint8Array.from(atob(piece.value.base64), (sign) => sign.charCodeAt(0));
      // The file became shorter meanwhile: half of it would be of no use to anybody.
      if (bytes.length === 0) return err(problem('key.file-changed'));
      pieces.push(bytes);
      offset += bytes.length;
    }
    download({ content: pieces, mediaType: 'application/octet-stream', fileName: made.value.fileName });
    return ok(made.value);
  }

  if (!support.possible) return <p className="dim">{t('lostKey.noCopy')}</p>;
  const code = saved === undefined ? (support.asked?.code ?? null) : saved.code;
  return (
    <Section title={t('lostKey.title')}>
      <div className={ui.stack}>
        <p>{t('lostKey.text')}</p>
        <div className={ui.row}>
          <Button
            ref={button}
            variant="default"
            leftSection={<IconFileDownload size={16} aria-hidden />}
            loading={save.busy}
            onClick={() => save.run(undefined)}
          >
            {t('lostKey.save')}
          </Button>
          <span role="status" className="dim break">
            {saved === undefined ? '' : t('file.savedOnly', { file: saved.fileName })}
          </span>
        </div>
        <ActProblem act={save} />
        {code !== null && (
          <>
            <p>
              {t('lostKey.code')} <a href={telHref(HELP_LINE)}>{HELP_LINE}</a>
            </p>
            <p className={ui.row}>
              <strong className="mono num">{code}</strong> <Copy value={code} label={t('lostKey.copyCode')} />
            </p>
            <div className={ui.row}>
              <Button
                variant="default"
                leftSection={<IconFileUpload size={16} aria-hidden />}
                aria-busy={take.busy}
                onClick={() => {
                  if (!take.busy) input.current?.click();
                }}
              >
                {t('lostKey.take')}
              </Button>
              <input
                ref={input}
                type="file"
                hidden
                aria-label={t('lostKey.file')}
                onChange={(event) => {
                  const [file] = event.currentTarget.files ?? [];
                  if (file !== undefined) take.run(file);
                  event.currentTarget.value = '';
                }}
              />
            </div>
            <ActProblem act={take} />
          </>
        )}
        {saved?.code === null && (
          <Notice tone="warn" live>
            {t('lostKey.noSecrets')}
          </Notice>
        )}
      </div>
    </Section>
  );
}
