import type { RestartState, TillFactsView, TillStatus } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { Fact, Facts } from '../ui/parts.tsx';

const restarts: Readonly<Record<RestartState, UiKey>> = {
  needed: 'settings.restartNeeded',
  down: 'settings.restartDown',
  done: 'settings.restartDone',
  unknown: 'settings.restartUnknown',
};
const reasons: Readonly<Record<NonNullable<TillFactsView['running']['reason']>, UiKey>> = {
  remote: 'settings.runningRemote',
  'no-port': 'settings.runningNoPort',
  'no-configuration': 'settings.runningNoConfiguration',
};

/** What is read at once, and as soon as it is known the rest: that takes up to a few seconds. */
export function TillFacts({ till, facts }: { readonly till: TillStatus; readonly facts: TillFactsView | null }) {
  const t = useT();
  const { database, headOffice, storeChainServer } = facts ?? {};
  const chainAddress = storeChainServer?.host ? address(storeChainServer.host, storeChainServer.port) : null;
  const chainState = storeChainServer?.active;
  return (
    <Facts>
      <Fact label={t('settings.tillFolder')} wide>
        <span className="mono">{till.folder ?? t('till.notFound')}</span>
      </Fact>
      <Fact label={t('settings.tillRunning')}>
        <Running till={till} facts={facts} />
      </Fact>
      <Fact label={t('settings.restart')}>{till.restart === null ? t('settings.restartNone') : t(restarts[till.restart])}</Fact>
      <Fact label={t('configuration.server')}>{till.server}</Fact>
      <Fact label={t('configuration.stores')}>{till.stores.join(', ')}</Fact>
      {facts !== null && (
        <>
          <Fact label={t('settings.tillVersion')}>
            {facts.version !== null && (
              <>
                {facts.version.version}{' '}
                <span className="dim">
                  ({t(facts.version.source === 'registry' ? 'settings.versionRegistry' : 'settings.versionLog')})
                </span>
              </>
            )}
          </Fact>
          <Fact label={t('settings.java')} wide={facts.java !== null}>
            {facts.java !== null && (
              <>
                {facts.java.version ?? t('settings.versionUnknown')}
                <br />
                <span className="dim mono">{facts.java.program}</span>
              </>
            )}
          </Fact>
          <Fact label={t('settings.database')}>
            {database && (
              <>
                {address(database.host, database.port)}
                {database.name !== null && <span className="dim"> · {database.name}</span>}
              </>
            )}
          </Fact>
          <Fact label={t('settings.headOffice')}>{headOffice && address(headOffice.host, headOffice.port)}</Fact>
          <Fact label={t('settings.chainServer')}>
            {storeChainServer && (
              <>
                {chainAddress}
                {chainState != null && (
                  <span className="dim"> ({t(chainState ? 'settings.switchedOn' : 'settings.switchedOff')})</span>
                )}
              </>
            )}
          </Fact>
          <Fact label={t('settings.mutexPort')}>{facts.mutexPort}</Fact>
          <Fact label={t('settings.updates')}>{facts.updates}</Fact>
        </>
      )}
    </Facts>
  );
}

function Running({ till, facts }: { readonly till: TillStatus; readonly facts: TillFactsView | null }) {
  const t = useT();
  const language = useLanguage();
  const { since = null, reason = null } = facts?.running ?? {};
  return (
    <>
      {till.running === null ? t('till.unknown') : t(till.running ? 'till.running' : 'till.stopped')}
      {till.running === true && since !== null && (
        <span className="dim"> {t('settings.runningSince', { at: formatInstant(since, language) })}</span>
      )}
      {till.running === null && reason !== null && <span className="dim"> ({t(reasons[reason])})</span>}
    </>
  );
}

const address = (host: string, port: number | null): string => (port === null ? host : `${host}:${port}`);
