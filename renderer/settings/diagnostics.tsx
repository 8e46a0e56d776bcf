import { Button, Modal } from '@mantine/core';
import { IconFileZip } from '@tabler/icons-react';
import { useState } from 'react';
import type { DiagnosticsView } from '../../electron/core/api/diagnostics-contract.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { formatSize } from '../ticket/file-text.ts';
import { Section } from '../ui/parts.tsx';
import { download } from '../ui/save-file.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** The file for support: first all that is in it, word for word, then the file. */
export function Diagnostics() {
  const t = useT();
  const client = useClient();
  const [shown, setShown] = useState<DiagnosticsView>();
  const [saved, setSaved] = useState<string>();
  const show = useAct(() => client.diagnostics.show(), setShown);
  const save = useAct(
    (id: string) => client.diagnostics.make({ id }),
    ({ fileName, mediaType, base64 }) => {
      download({ fileName, mediaType, content: [Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))] });
      setSaved(fileName);
      setShown(undefined);
    },
  );
  return (
    <Section title={t('diagnostics.title')}>
      <p className="dim">{t('diagnostics.text')}</p>
      <div className={ui.row}>
        <Button
          variant="default"
          leftSection={<IconFileZip size={16} aria-hidden />}
          // Not disabled meanwhile: the dialog gives the keyboard back to where it was.
          aria-busy={show.busy}
          onClick={() => {
            if (!show.busy) show.run(undefined);
          }}
        >
          {t('diagnostics.show')}
        </Button>
        <span role="status" className="dim break">
          {saved === undefined ? '' : t('file.saved', { file: saved })}
        </span>
      </div>
      <ActProblem act={show} />
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={t('diagnostics.contents')}
        size="xl"
        closeButtonProps={{ 'aria-label': t('action.dismiss') }}
      >
        <div className={ui.stack}>
          <div className={ui.stackTight}>
            {shown?.parts.map((part) => (
              <Part key={part.name} part={part} />
            ))}
          </div>
          <ActProblem act={save} />
          <div className={ui.row}>
            <Button loading={save.busy} onClick={() => shown !== undefined && save.run(shown.id)}>
              {t('diagnostics.save')}
            </Button>
          </div>
        </div>
      </Modal>
    </Section>
  );
}

function Part({ part }: { readonly part: DiagnosticsView['parts'][number] }) {
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="mono">{part.name}</span> <span className="dim num">{formatSize(part.bytes, language)}</span>
      </summary>
      {open && (
        <pre className="mono break" style={{ whiteSpace: 'pre-wrap' }}>
          {part.text}
        </pre>
      )}
    </details>
  );
}
