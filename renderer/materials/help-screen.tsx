import { Button } from '@mantine/core';
import { IconMail, IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { formatInstant, telHref } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useApi, useStatus } from '../queries.tsx';
import { InstallationPage } from '../ui/installation-page.tsx';
import { Copy, Fact, Facts, Section } from '../ui/parts.tsx';
import { PageSkeleton } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './materials.module.css';

/** Where quotes of retailers who hesitate are sent, by the manual. */
const OPERATIONS = 'operacje@mplatform.com.pl';

/** *Pomoc*: the help line, and what whoever answers it will ask for. */
export function HelpScreen() {
  const t = useT();
  const language = useLanguage();
  const status = useStatus();
  const materials = useQuery(useApi().materials.list.queryOptions()).data;
  if (status === undefined) return <PageSkeleton />;
  const { helpLine, device, sync, till } = status;
  const version = materials?.ok === true ? materials.value.pcposVersion : null;
  return (
    <article className={ui.page}>
      <h1>{t('help.title')}</h1>
      <Section title={t('help.line')}>
        <p className={styles.helpLine}>
          <span className="num">{helpLine}</span>
          <Copy value={helpLine} label={t('action.copyThis', { value: helpLine })} />
        </p>
        <div className={ui.row}>
          <Button component="a" href={telHref(helpLine)} leftSection={<IconPhone size={16} aria-hidden />}>
            {t('help.call')}
          </Button>
          <Button component="a" href={`mailto:${OPERATIONS}`} variant="default" leftSection={<IconMail size={16} aria-hidden />}>
            {OPERATIONS}
          </Button>
        </div>
      </Section>
      <Section title={t('help.haveAtHand')}>
        <p className="dim">{t('help.haveAtHandText')}</p>
        <Facts>
          <Fact label={t('help.program')}>{status.version}</Fact>
          <Fact label={t('help.mode')}>{t(status.mode === 'training' ? 'help.training' : 'help.production')}</Fact>
          <Fact label={t('help.device')} wide>
            {device !== null && (
              <>
                {device.deviceId}
                <Copy value={device.deviceId} label={t('action.copyThis', { value: device.deviceId })} />
              </>
            )}
          </Fact>
          <Fact label={t('help.technician')}>{device?.technicianName}</Fact>
          <Fact label={t('field.dealer')}>{device?.dealerName}</Fact>
          <Fact label={t('help.lastSync')}>
            {sync.lastSuccessAt === null ? t('help.never') : formatInstant(sync.lastSuccessAt, language)}
          </Fact>
          <Fact label={t('help.waiting')}>{String(sync.waiting)}</Fact>
          <Fact label={t('help.pcpos')}>{version}</Fact>
          <Fact label={t('help.stores')}>{till.stores.join(', ')}</Fact>
        </Facts>
      </Section>
      <Section title={t('help.more')}>
        <ul className={styles.more}>
          <li>
            <InstallationPage />
          </li>
          <li>
            <Link href="/materials">{t('materials.title')}</Link>
          </li>
          {status.mode === 'training' && (
            <li>
              <Link href="/practice">{t('rail.practice')}</Link>
            </li>
          )}
          <li>
            <Link href="/sync">{t('help.toSync')}</Link>
          </li>
          <li>{t('help.palette')}</li>
        </ul>
      </Section>
    </article>
  );
}
