import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { UploadPill, UploadProgress } from '../ticket/upload-state.tsx';
import { Section } from '../ui/parts.tsx';
import ui from '../ui/ui.module.css';
import { Foot } from './inbox.tsx';

const A_PAGE = 20;

/** Files on their way to M/platform, in the order in which they go. Nothing where all have arrived. */
export function Uploads() {
  const t = useT();
  const [wanted, setWanted] = useState(0);
  const { data = [] } = useQuery(useApi().files.list.queryOptions());
  const open = data.filter(({ state }) => state !== 'sent').toReversed();
  if (open.length === 0) return null;
  const pages = Math.ceil(open.length / A_PAGE);
  const page = Math.min(wanted, pages - 1);
  return (
    <Section title={t('uploads.title')} state={<span className="num dim">{open.length}</span>} flush>
      <ul className={ui.rows}>
        {open.slice(page * A_PAGE, (page + 1) * A_PAGE).map((upload) => (
          <li key={upload.sha256}>
            <div className={ui.row}>
              <div className={ui.grow}>
                <strong className="break">{upload.name}</strong>{' '}
                <Link href={`/tickets/${upload.ticketId}`}>{t('uploads.ticket', { id: upload.ticketId })}</Link>
              </div>
              <UploadPill upload={upload} />
            </div>
            <UploadProgress upload={upload} />
          </li>
        ))}
      </ul>
      <Foot page={{ page, pages, count: open.length }} onPage={setWanted} />
    </Section>
  );
}
