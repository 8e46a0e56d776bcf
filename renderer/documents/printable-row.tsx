import { Button, Modal } from '@mantine/core';
import { IconCircleCheckFilled, IconFileDownload, IconFileText, IconPrinter, IconSignature } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import type { DocumentFileView, PrintableView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { later } from '../later.tsx';
import { useAct, useClient } from '../queries.tsx';
import { type Opened, Preview, save } from '../ticket/open-file.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { DocumentText } from './document-text.tsx';
import styles from './documents.module.css';
import { Missing } from './missing.tsx';
import { openedFrom, printPdf } from './pdf-file.ts';
import { printedNames } from './texts.ts';

const SignDialog = later(async () => (await import('./sign-dialog.tsx')).SignDialog);

/** One document: look at it, print it, save it, or sign it right here. */
export function PrintableRow(props: {
  readonly ticketId: string;
  readonly printable: PrintableView;
  /** Who probably signs, in the order of the fields. */
  readonly names: readonly string[];
  /** A signed one lies in *Pliki* already. */
  readonly attached: boolean;
  /** Whether what it lacks can be filled in now. */
  readonly canFill?: boolean;
  /** Why it cannot be signed and attached here now; null where it can. */
  readonly obstacle: string | null;
}) {
  const t = useT();
  const client = useClient();
  const { ticketId, printable, obstacle } = props;
  const name = t(printedNames[printable.document]);
  const wanted = {
    ticketId,
    document: printable.document,
    ...(printable.subTicketId === null ? {} : { subTicketId: printable.subTicketId }),
  };
  const [shown, setShown] = useState<DocumentFileView>();
  const [signing, setSigning] = useState<DocumentFileView>();
  const [signed, setSigned] = useState<Opened>();
  const [toOpen, setToOpen] = useState<string>();
  const look = useAct(() => client.documents.preview(wanted), setShown);
  const copy = useAct(
    () => client.documents.print(wanted),
    (file) => save(openedFrom(file)),
  );
  const print = useAct(
    () => client.documents.print(wanted),
    async (file) => {
      const opened = openedFrom(file);
      if (await printPdf(document, opened.blob)) return setToOpen(undefined);
      // No viewer of PDFs in this browser: the file goes where one is.
      save(opened);
      setToOpen(opened.name);
    },
  );
  const sign = useAct(() => client.documents.print(wanted), setSigning);
  const whole = printable.missing.length === 0;
  const busy = [look, copy, print, sign].some((act) => act.busy);

  return (
    <li className={styles.row}>
      {props.attached ? (
        <IconCircleCheckFilled size={18} aria-hidden color="var(--m-ok)" />
      ) : (
        <IconFileText size={18} aria-hidden color="var(--m-dim)" />
      )}
      <div className={styles.what}>
        <strong>{name}</strong>
        <span className="dim break num">{t('printed.number', { number: printable.number })}</span>
        <span className="dim break">
          {t(printable.template.source === 'operator' ? 'printed.byOperator' : 'printed.byProgram', {
            name: printable.template.name,
            version: printable.template.version,
          })}
        </span>
      </div>
      <div className={styles.acts}>
        <Button variant="subtle" disabled={busy} aria-label={t('printed.lookOf', { name })} onClick={() => look.run(undefined)}>
          {t('printed.look')}
        </Button>
        <Button
          variant="subtle"
          disabled={busy || !whole}
          leftSection={<IconFileDownload size={16} aria-hidden />}
          aria-label={t('printed.saveOf', { name })}
          onClick={() => copy.run(undefined)}
        >
          {t('printed.save')}
        </Button>
        <Button
          variant="default"
          disabled={busy || !whole}
          leftSection={<IconPrinter size={16} aria-hidden />}
          aria-label={t('printed.printOf', { name })}
          onClick={() => print.run(undefined)}
        >
          {t('printed.print')}
        </Button>
        <Button
          variant="default"
          disabled={busy || !whole || obstacle !== null}
          leftSection={<IconSignature size={16} aria-hidden />}
          aria-label={t('printed.signOf', { name })}
          onClick={() => sign.run(undefined)}
        >
          {t('printed.sign')}
        </Button>
      </div>
      <div className={styles.below}>
        <Missing printable={printable} ticketId={ticketId} canFill={props.canFill ?? true} />
        {whole && obstacle !== null && <p className="dim">{obstacle}</p>}
        {toOpen !== undefined && (
          <Notice tone="accent" live>
            {t('printed.openToPrint', { file: toOpen })}
          </Notice>
        )}
        {signed !== undefined && (
          <Notice tone="ok" live>
            {t('sign.attached', { file: signed.name })}
            <div className={ui.row}>
              <Button variant="default" leftSection={<IconFileDownload size={16} aria-hidden />} onClick={() => save(signed)}>
                {t('sign.saveForRetailer')}
              </Button>
            </div>
          </Notice>
        )}
        {[look, copy, print, sign].map((act, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: always the same four
          <ActProblem key={i} act={act} />
        ))}
      </div>
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={shown?.fileName ?? ''}
        size="min(70rem, 96vw)"
        yOffset="2vh"
        closeButtonProps={{ 'aria-label': t('action.dismiss') }}
      >
        {shown !== undefined && (
          <div className={ui.stack}>
            <Preview opened={openedOnce(shown)} />
            {!navigator.pdfViewerEnabled && <DocumentText content={shown.content} label={t('sign.text', { name })} />}
          </div>
        )}
      </Modal>
      {signing !== undefined && (
        <Suspense>
          <SignDialog
            {...props}
            wanted={wanted}
            name={name}
            content={signing.content}
            onClose={() => setSigning(undefined)}
            onSigned={(file) => {
              setSigning(undefined);
              setSigned(file);
            }}
          />
        </Suspense>
      )}
    </li>
  );
}

/** The viewer begins anew whenever it is given another blob, so each document becomes one only once. */
const made = new WeakMap<DocumentFileView, Opened>();
function openedOnce(file: DocumentFileView): Opened {
  const before = made.get(file) ?? openedFrom(file);
  made.set(file, before);
  return before;
}
