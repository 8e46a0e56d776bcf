import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { HandedOverGate } from '../handed-over/gate.tsx';
import { fetchTexts, useT } from '../i18n.ts';
import { later } from '../later.tsx';
import { useConnected, useStatus } from '../queries.tsx';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { ProblemNotice } from '../ui/states.tsx';
import { Away, TrainingBanner } from './banners.tsx';
import { Rail } from './rail.tsx';
import styles from './shell.module.css';
import { StatusBar } from './status-bar.tsx';
import { usePalette } from './use-palette.ts';
import { useShortcuts } from './use-shortcuts.ts';

const ReminderStrip = later(async () => (await import('../reminders/reminder-strip.tsx')).ReminderStrip);
const Locked = later(async () => (await import('./locked.tsx')).Locked);
const Palette = later(async () => (await import('./palette.tsx')).Palette);
const ShortcutsHelp = later(async () => (await import('./shortcuts-help.tsx')).ShortcutsHelp);
const PracticeStrip = later(async () => (await import('../training/practice-strip.tsx')).PracticeStrip);

/** The window around every screen: rail, banner, status bar, command palette. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const t = useT();
  const { i18n } = useTranslation();
  const status = useStatus();
  const connected = useConnected();
  const palette = usePalette();
  const [helping, setHelping] = useState(false);
  const [location] = useLocation();
  const main = useFocusOnNavigation(location);
  const language = status?.language ?? 'pl';

  useEffect(() => {
    document.documentElement.lang = language;
    let wanted = true;
    void fetchTexts(i18n, language).then(() => (wanted ? i18n.changeLanguage(language) : undefined));
    return () => {
      wanted = false;
    };
  }, [language, i18n]);

  useShortcuts({ palette: palette.open, shortcuts: () => setHelping(true) });

  return (
    <div className={styles.frame} data-training={status?.mode === 'training'}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        {t('shell.skip')}
      </button>
      <section className={styles.banner} aria-label={t('shell.banner')}>
        {status?.mode === 'training' && <TrainingBanner />}
        {!connected && <Away />}
      </section>
      <Rail status={status} onPalette={palette.open} />
      <div className={styles.practice}>
        {status?.mode === 'training' && status.locked === null && (
          <Suspense>
            <PracticeStrip />
          </Suspense>
        )}
      </div>
      <main className={styles.main} ref={main} tabIndex={-1}>
        {status !== undefined && status.notices.length > 0 && (
          <div className={styles.notices}>
            {status.notices.map((notice) => (
              <ProblemNotice key={notice.code + JSON.stringify(notice.params)} problem={notice} tone="warn" />
            ))}
          </div>
        )}
        {status !== undefined && status.locked === null && (
          <Suspense>
            <ReminderStrip />
          </Suspense>
        )}
        <HandedOverGate />
        <ErrorBoundary place={location}>
          {status?.locked && location !== '/settings' ? (
            <Suspense>
              <Locked status={status} lock={status.locked} />
            </Suspense>
          ) : (
            children
          )}
        </ErrorBoundary>
      </main>
      <StatusBar status={status} away={!connected} />
      {palette.state !== null && (
        <Suspense>
          <Palette state={palette.state} onClose={palette.close} onShortcuts={() => setHelping(true)} />
        </Suspense>
      )}
      {helping && (
        <Suspense>
          <ShortcutsHelp onClose={() => setHelping(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** A new screen starts at its top, and keyboard focus goes with it; the first screen leaves focus alone. */
function useFocusOnNavigation(location: string) {
  const main = useRef<HTMLElement>(null);
  const last = useRef(location);
  useEffect(() => {
    if (last.current === location) return;
    last.current = location;
    // A list in which one goes from line to line keeps the keyboard.
    if (document.activeElement?.closest('[data-keeps-focus="beside"]') != null) return;
    main.current?.focus({ preventScroll: true });
    main.current?.scrollTo({ top: 0 });
  }, [location]);
  return main;
}
