import { Button, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { UpdateView } from '../../electron/core/updates/updates.ts';
import { useT } from '../i18n.ts';
import { type Act, useAct, useApi, useClient } from '../queries.tsx';
import { AskTwice } from '../ui/ask-twice.tsx';
import { useFocusOnMessage, useKeptFocus } from '../ui/kept-focus.ts';
import { Section } from '../ui/parts.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** Another version of the program: looked for, fetched and installed only when somebody presses the button. */
export function Update() {
  const t = useT();
  const client = useClient();
  const { data } = useQuery(useApi().updates.get.queryOptions());
  const check = useAct(() => client.updates.check());
  const download = useAct(() => client.updates.download());
  const install = useAct(() => client.updates.install());
  const goBack = useAct(() => client.updates.goBack());
  const view = data?.ok === true ? data.value : null;
  const offersBack = view !== null && view.before !== null && view.state !== 'installing';
  const failed = goBack.problem !== null || goBack.crashed;
  const message = useFocusOnMessage(failed, offersBack);
  if (view === null) return null;
  if (!view.possible) {
    return (
      <Section title={t('update.title')}>
        <p className="dim">{t('update.never')}</p>
      </Section>
    );
  }
  return (
    <Section title={t('update.title')}>
      <p className="dim">{t('update.text')}</p>
      <State view={view} />
      <div className={ui.row}>
        <Step view={view} check={check} download={download} install={install} />
      </div>
      {[check, download, install].map((act, i) => (
        <ActProblem key={['check', 'download', 'install'][i]} act={act} />
      ))}
      {view.before === null ? (
        <p className="dim">{t('update.noBefore')}</p>
      ) : (
        <GoBack view={view} version={view.before} act={goBack} />
      )}
      {failed && (
        <div ref={message} tabIndex={-1}>
          <ActProblem act={goBack} />
        </div>
      )}
    </Section>
  );
}

function State({ view: { state, offer, percent, jobs } }: { readonly view: UpdateView }) {
  const t = useT();
  const version = offer?.version ?? '';
  return (
    <div role="status" className={ui.stackTight}>
      {state === 'latest' && <p>{t('update.latest')}</p>}
      {state === 'offered' && <p>{t('update.offered', { version })}</p>}
      {state === 'downloading' && (
        <>
          <p className="num">{t('update.downloading', { percent: percent ?? 0 })}</p>
          <Progress value={percent ?? 0} aria-label={t('update.title')} />
        </>
      )}
      {state === 'ready' && <p>{t('update.ready', { version })}</p>}
      {state === 'ready' && jobs.length > 0 && <Wait jobs={jobs} />}
      {state === 'installing' && <p>{t('update.installing')}</p>}
    </div>
  );
}

/** To the version before, by its own installer that was kept; asked twice, since the program ends with it. */
function GoBack({ view, version, act }: { readonly view: UpdateView; readonly version: string; readonly act: Act<void> }) {
  const t = useT();
  if (view.state === 'installing') return null;
  return (
    <AskTwice
      about={<p className="dim">{t('update.before', { version })}</p>}
      start={t('update.goBack', { version })}
      sure={t('update.goBackYes', { version })}
      no={t('update.goBackNo')}
      busy={act.busy}
      disabled={view.jobs.length > 0}
      onSure={() => act.run()}
    >
      <p>{t('update.goBackSure', { version })}</p>
      {view.jobs.length > 0 && <Wait jobs={view.jobs} />}
    </AskTwice>
  );
}

function Wait({ jobs }: Pick<UpdateView, 'jobs'>) {
  const t = useT();
  return <p>{t('update.wait', { jobs: jobs.map((job) => t(`update.job.${job}`)).join(', ') })}</p>;
}

type Acts = Readonly<Record<'check' | 'download' | 'install', Act<void>>>;

/** The one button that is due. */
function Step({ view, check, download, install }: Acts & { readonly view: UpdateView }) {
  const t = useT();
  const button = useKeptFocus(
    check.busy || download.busy || install.busy || view.state === 'checking' || view.state === 'downloading',
  );
  switch (view.state) {
    case 'idle':
    case 'latest':
    case 'checking':
      return (
        <Button ref={button} variant="default" loading={check.busy || view.state === 'checking'} onClick={() => check.run()}>
          {t('update.check')}
        </Button>
      );
    case 'offered':
      return (
        <Button ref={button} loading={download.busy} onClick={() => download.run()}>
          {t('update.download')}
        </Button>
      );
    case 'ready':
      return (
        <Button ref={button} loading={install.busy} disabled={view.jobs.length > 0} onClick={() => install.run()}>
          {t('update.install')}
        </Button>
      );
    default:
      return null;
  }
}
