import { MantineProvider } from '@mantine/core';
import type { i18n } from 'i18next';
import { Suspense, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import type { Connection } from './api.ts';
import { makeI18n } from './i18n.ts';
import { later } from './later.tsx';
import { ApiProvider } from './queries.tsx';
import { Shell } from './shell/shell.tsx';
import { ScreenGate } from './stopped/screen-gate.tsx';
import { StoppedGate } from './stopped/stopped-gate.tsx';
import { cssVariables, theme } from './theme.ts';
import { TicketListState } from './tickets/ticket-query.tsx';
import { TicketsScreen } from './tickets/tickets-screen.tsx';
import { PageSkeleton } from './ui/states.tsx';

const TicketScreen = later(async () => (await import('./ticket/ticket-screen.tsx')).TicketScreen);
const QuoteScreen = later(async () => (await import('./quote/quote-screen.tsx')).QuoteScreen);
const CompanyScreen = later(async () => (await import('./company/form-screens.tsx')).CompanyScreen);
const PointScreen = later(async () => (await import('./company/form-screens.tsx')).PointScreen);
const HesitationScreen = later(async () => (await import('./hesitation/hesitation-screen.tsx')).HesitationScreen);
const SubTicketScreen = later(async () => (await import('./sub-ticket/sub-ticket-screen.tsx')).SubTicketScreen);
const SyncScreen = later(async () => (await import('./sync/sync-screen.tsx')).SyncScreen);
const PracticeScreen = later(async () => (await import('./training/practice-screen.tsx')).PracticeScreen);
const ExerciseScreen = later(async () => (await import('./training/exercise-screen.tsx')).ExerciseScreen);
const MaterialsScreen = later(async () => (await import('./materials/materials-screen.tsx')).MaterialsScreen);
const HelpScreen = later(async () => (await import('./materials/help-screen.tsx')).HelpScreen);
const SettingsScreen = later(async () => (await import('./settings/settings-screen.tsx')).SettingsScreen);

export function App({ connection, nonce }: { readonly connection: Connection; readonly nonce: string }) {
  const [texts] = useState<i18n>(makeI18n);
  return (
    <I18nextProvider i18n={texts}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <ApiProvider connection={connection}>
          <StoppedGate>
            <ScreenGate>
              <Router hook={useHashLocation}>
                <Shell>
                  <TicketListState>
                    <Suspense fallback={<PageSkeleton />}>
                      <Switch>
                        <Route path="/sync">
                          <SyncScreen />
                        </Route>
                        <Route path="/settings">
                          <SettingsScreen />
                        </Route>
                        <Route path="/materials">
                          <MaterialsScreen />
                        </Route>
                        <Route path="/help">
                          <HelpScreen />
                        </Route>
                        <Route path="/practice">
                          <PracticeScreen />
                        </Route>
                        <Route path="/practice/:id">{({ id }) => <ExerciseScreen key={id} id={id} />}</Route>
                        <Route path="/tickets/:id">
                          {({ id }) => (
                            <TicketsScreen selected={id}>
                              <TicketScreen key={id} id={id} />
                            </TicketsScreen>
                          )}
                        </Route>
                        <Route path="/tickets/:id/quote">
                          {({ id }) => (
                            <TicketsScreen selected={id}>
                              <QuoteScreen key={id} ticketId={id} />
                            </TicketsScreen>
                          )}
                        </Route>
                        <Route path="/tickets/:id/company">
                          {({ id }) => (
                            <TicketsScreen selected={id}>
                              <CompanyScreen key={id} ticketId={id} />
                            </TicketsScreen>
                          )}
                        </Route>
                        <Route path="/tickets/:id/hesitation">
                          {({ id }) => (
                            <TicketsScreen selected={id}>
                              <HesitationScreen key={id} ticketId={id} />
                            </TicketsScreen>
                          )}
                        </Route>
                        <Route path="/tickets/:ticketId/sub-tickets/:id/point">
                          {({ ticketId, id }) => (
                            <TicketsScreen selected={ticketId}>
                              <PointScreen key={id} id={id} />
                            </TicketsScreen>
                          )}
                        </Route>
                        <Route path="/tickets/:ticketId/sub-tickets/:id">
                          {({ ticketId, id }) => (
                            <TicketsScreen selected={ticketId}>
                              <SubTicketScreen key={id} id={id} />
                            </TicketsScreen>
                          )}
                        </Route>
                        <Route>
                          <TicketsScreen />
                        </Route>
                      </Switch>
                    </Suspense>
                  </TicketListState>
                </Shell>
              </Router>
            </ScreenGate>
          </StoppedGate>
        </ApiProvider>
      </MantineProvider>
    </I18nextProvider>
  );
}
