import { Button, Modal } from '@mantine/core';
import { IconSignature } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { PrintedDocument } from '../../domain/model/index.ts';
import type { DocumentContent, PrintableView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { attachFile } from '../ticket/attach-file.ts';
import type { Opened } from '../ticket/open-file.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { DocumentText } from './document-text.tsx';
import styles from './documents.module.css';
import { openedFrom } from './pdf-file.ts';
import { emptySigner, SignerFields, type SignerState, signedBy } from './signer.tsx';

/** Read, sign one after the other, attach: the same document that would be printed, signed on this screen. */
export function SignDialog(props: {
  readonly ticketId: string;
  readonly wanted: { readonly ticketId: string; readonly document: PrintedDocument; readonly subTicketId?: string };
  readonly printable: PrintableView;
  readonly names: readonly string[];
  readonly name: string;
  readonly content: DocumentContent;
  readonly onClose: () => void;
  readonly onSigned: (file: Opened) => void;
}) {
  const t = useT();
  const client = useClient();
  const hint = useId();
  const { wanted, printable, name, names } = props;
  const [signers, setSigners] = useState<readonly SignerState[]>(() =>
    printable.signers.map((_, i) => emptySigner(names[i] ?? '')),
  );
  const signatures = signers.map(signedBy);
  const ready = signatures.every((signature) => signature !== null);
  const begun = signers.some(({ strokes, consent }) => strokes.length > 0 || consent);
  const [leaving, setLeaving] = useState(false);
  const act = useAct(async () => {
    const made = await client.documents.sign({ ...wanted, signatures: [...signatures] });
    if (!made.ok) return made;
    const opened = openedFrom(made.value);
    const file = new File([opened.blob], opened.name, { type: 'application/pdf' });
    const { document: kind, subTicketId } = wanted;
    const attached = await attachFile(client, { file, ticketId: props.ticketId, kind, subTicketId }, () => {});
    return attached.ok ? { ok: true as const, value: opened } : attached;
  }, props.onSigned);
  // A palm on the screen must not throw away what somebody has signed.
  const close = (): void => (begun && !leaving ? setLeaving(true) : props.onClose());

  return (
    <Modal
      opened
      onClose={close}
      closeOnClickOutside={false}
      title={t('sign.title', { name })}
      size="min(64rem, 96vw)"
      yOffset="2vh"
      closeButtonProps={{ 'aria-label': t('action.dismiss') }}
    >
      <form
        className={styles.signing}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) act.run(undefined);
        }}
      >
        <DocumentText content={props.content} label={t('sign.text', { name })} />
        <p className="dim break">
          {t('sign.stands', { number: props.content.number, digest: props.content.digest.slice(0, 16) })}
        </p>
        <div className={styles.signers}>
          {printable.signers.map((label, i) => (
            <SignerFields
              // biome-ignore lint/suspicious/noArrayIndexKey: two fields of one paper may be called the same
              key={i}
              label={label}
              state={signers[i] ?? emptySigner('')}
              onChange={(change) => {
                setLeaving(false);
                setSigners((before) => before.map((one, at) => (at === i ? { ...one, ...change } : one)));
              }}
            />
          ))}
        </div>
        <ActProblem act={act} />
        <div className={ui.row}>
          <Button
            type="submit"
            size="md"
            loading={act.busy}
            disabled={!ready}
            aria-describedby={hint}
            leftSection={<IconSignature size={18} aria-hidden />}
          >
            {t('sign.attach')}
          </Button>
          <Button variant="subtle" size="md" disabled={act.busy} onClick={close}>
            {t(leaving ? 'sign.leave' : 'action.back')}
          </Button>
          <span id={hint} className="dim" role="status">
            {leaving ? t('sign.leaving') : ready ? t('sign.ready') : t('sign.notYet')}
          </span>
        </div>
      </form>
    </Modal>
  );
}
