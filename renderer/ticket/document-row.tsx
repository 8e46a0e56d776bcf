import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheckFilled, IconFileText } from '@tabler/icons-react';
import type { AttachedFile, DocumentKind } from '../../domain/model/index.ts';
import type { TicketFileView, UploadView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';
import styles from './attach.module.css';
import type { Choose } from './attach.tsx';
import { documentNames, formatSize } from './file-text.ts';
import { useOpenFile } from './open-file.tsx';
import { UploadPill, UploadProgress } from './upload-state.tsx';

/** One document: where it is, and what can be done with it there. A file that was never attached from here has no upload of ours. */
export function DocumentRow(props: {
  readonly ticketId: string;
  readonly kind: DocumentKind;
  readonly file: AttachedFile;
  readonly upload: UploadView | undefined;
  /** Undefined until it has been looked up. */
  readonly place: TicketFileView | undefined;
  /** Undefined where nothing may be attached. */
  readonly choose: Choose | undefined;
  /** Whether another file may take its place here, as its next version. */
  readonly renew?: boolean;
  /** The number of the point of sale that it is of, where that is to be said. */
  readonly punktId?: string | undefined;
}) {
  const t = useT();
  const language = useLanguage();
  const { file, upload, place, choose } = props;
  const open = useOpenFile(props.ticketId, file);
  const arrived = upload === undefined || upload.state === 'sent';
  const stuck = upload?.state === 'stuck';
  const kindName = t(documentNames[props.kind]);
  const name = props.punktId === undefined ? kindName : `${kindName}, ${t('document.ofPoint', { punktId: props.punktId })}`;
  return (
    <li className={styles.document}>
      {arrived ? (
        <IconCircleCheckFilled size={18} aria-hidden color="var(--m-ok)" />
      ) : stuck ? (
        <IconAlertTriangle size={18} aria-hidden color="var(--m-bad)" />
      ) : (
        <IconFileText size={18} aria-hidden color="var(--m-dim)" />
      )}
      <div className={styles.what}>
        <strong>{name}</strong>
        <span className="dim break">
          {file.name} · <span className="num">{formatSize(file.size, language)}</span> ·{' '}
          <span className="num">{formatInstant(file.attachedAt, language)}</span>
          {' · '}
          {file.attachedBy}
          {arrived && place?.here === false && place.fetched === null && <> · {t('document.elsewhere')}</>}
        </span>
      </div>
      <div className={styles.acts}>
        {upload !== undefined && <UploadPill upload={upload} />}
        {stuck ? <MendLost {...props} unsent={place?.unsent ?? []} choose={choose} /> : open.buttons}
        {!stuck && props.renew === true && choose !== undefined && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t('document.newVersionOf', { name })}
            onClick={() => choose(props.kind, file.subTicketId)}
          >
            {t('document.newVersion')}
          </Button>
        )}
      </div>
      <div className={styles.below}>
        {upload !== undefined && <UploadProgress upload={upload} />}
        {place?.fetched != null && <Fetching file={file} bytes={place.fetched} />}
        {open.below}
      </div>
    </li>
  );
}

/** The bytes are gone from this computer and are nowhere else: give them again, or say that there is no such document. */
function MendLost(props: {
  readonly kind: DocumentKind;
  readonly file: AttachedFile;
  readonly unsent: readonly string[];
  readonly choose: Choose | undefined;
}) {
  const t = useT();
  const client = useClient();
  const { kind, unsent, choose } = props;
  const { name } = props.file;
  const withdraw = useAct(async () => {
    for (const id of unsent.slice(1)) await client.operations.withdraw({ id });
    return client.operations.withdraw({ id: unsent[0] ?? '' });
  });
  return (
    <>
      {choose !== undefined && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={t('document.attachAgainOf', { name })}
          onClick={() => choose(kind, props.file.subTicketId)}
        >
          {t('document.attachAgain')}
        </Button>
      )}
      {unsent.length > 0 && (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={withdraw.busy}
          aria-label={t('document.withdrawOf', { name })}
          onClick={() => withdraw.run(undefined)}
        >
          {t('operations.withdraw')}
        </Button>
      )}
      <ActProblem act={withdraw} />
    </>
  );
}

function Fetching({ file: { name, size }, bytes }: { readonly file: AttachedFile; readonly bytes: number }) {
  const t = useT();
  const language = useLanguage();
  return (
    <div className={styles.measure}>
      <Progress
        value={size === 0 ? 0 : (100 * bytes) / size}
        aria-label={t('document.fetchingOf', { name })}
        className={styles.bar ?? ''}
      />
      <span className="dim num">
        {t('document.fetching', { sent: formatSize(bytes, language), size: formatSize(size, language) })}
      </span>
    </div>
  );
}
