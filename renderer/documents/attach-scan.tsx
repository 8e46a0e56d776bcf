import { Button } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { DOCUMENT_TYPES } from '../../domain/document-file.ts';
import type { PrintedDocument } from '../../domain/model/index.ts';
import { err, ok } from '../../domain/result.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { attachFile, firstLook } from '../ticket/attach-file.ts';
import { ActProblem, Notice } from '../ui/states.tsx';

/** What was printed and signed on paper comes back as a scan: for where *Pliki* of the ticket is closed already. */
export function AttachScan(props: {
  readonly ticketId: string;
  readonly document: PrintedDocument;
  /** Of which point of sale it is. */
  readonly subTicketId: string;
}) {
  const { ticketId, document, subTicketId } = props;
  const t = useT();
  const client = useClient();
  const input = useRef<HTMLInputElement>(null);
  const [attached, setAttached] = useState<string>();
  const act = useAct(async (file: File) => {
    const wrong = await firstLook(file);
    if (wrong !== null) return err(wrong);
    const answer = await attachFile(client, { file, ticketId, kind: document, subTicketId }, () => {});
    return answer.ok ? ok(file.name) : answer;
  }, setAttached);
  return (
    <>
      <div>
        <Button
          variant="default"
          loading={act.busy}
          leftSection={<IconPaperclip size={16} aria-hidden />}
          onClick={() => input.current?.click()}
        >
          {t('printed.attachScan')}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          accept={DOCUMENT_TYPES.join(',')}
          aria-label={t('printed.attachScan')}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            event.currentTarget.value = '';
            if (file !== undefined) act.run(file);
          }}
        />
      </div>
      {attached !== undefined && act.problem === null && (
        <Notice tone="ok" live>
          {t('printed.scanAttached', { file: attached })}
        </Notice>
      )}
      <ActProblem act={act} />
    </>
  );
}
