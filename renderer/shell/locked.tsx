import { IconLock } from '@tabler/icons-react';
import { explain } from '../../domain/problem.ts';
import type { AppStatus, LockView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Enrolment } from '../settings/enrolment.tsx';
import { Copy, Fact, Facts, Phone, Section } from '../ui/parts.tsx';
import { Empty } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** M/platform has shut this device out: what happened, that nothing is lost, and the one thing that opens it again. */
export function Locked({ status, lock }: { readonly status: AppStatus; readonly lock: LockView }) {
  const t = useT();
  const language = useLanguage();
  return (
    <div className={ui.page}>
      <Empty page icon={<IconLock size={32} aria-hidden />} title={t('locked.title')}>
        <p role="status">
          {explain(lock.problem, language)} <span className={ui.code}>{lock.problem.code}</span>
        </p>
      </Empty>
      <Section title={t('locked.kept')}>
        <Facts>
          <Fact label={t('locked.since')}>{formatInstant(lock.since, language)}</Fact>
          <Fact label={t('locked.waiting')}>{lock.waiting}</Fact>
          <Fact label={t('settings.technician')}>{status.device?.technicianName}</Fact>
          <Fact label={t('probe.helpLine')}>
            <Phone number={status.helpLine} />
          </Fact>
          {lock.exportFile !== null && (
            <Fact label={t('locked.export')} wide>
              <span className="mono">{lock.exportFile}</span> <Copy value={lock.exportFile} label={t('locked.copyExport')} />
            </Fact>
          )}
        </Facts>
        {lock.exportFile !== null && <p>{t('locked.exportText')}</p>}
      </Section>
      <Section title={t('locked.open')}>
        <Enrolment server={status.device?.server} />
      </Section>
    </div>
  );
}
