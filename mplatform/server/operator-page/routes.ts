import { accountRoutes } from './pages/account.ts';
import { auditRoutes } from './pages/audit.ts';
import { dealerRoutes } from './pages/dealers.ts';
import { deviceRoutes } from './pages/devices.ts';
import { loginRoutes } from './pages/login.ts';
import { materialRoutes } from './pages/materials.ts';
import { newTicketRoutes } from './pages/new-ticket.ts';
import { operationRoutes } from './pages/operations.ts';
import { overviewRoutes } from './pages/overview.ts';
import { priceListRoutes } from './pages/price-lists.ts';
import { profileRoutes } from './pages/profiles.ts';
import { settingRoutes } from './pages/settings.ts';
import { sharedRoutes } from './pages/shared.ts';
import { templateRoutes } from './pages/templates.ts';
import { ticketRoutes } from './pages/ticket.ts';
import { ticketListRoutes } from './pages/tickets.ts';
import type { PageRoute } from './visit.ts';

export const routes: readonly PageRoute[] = [
  ...loginRoutes,
  ...accountRoutes,
  ...overviewRoutes,
  ...ticketListRoutes,
  ...newTicketRoutes,
  ...ticketRoutes,
  ...operationRoutes,
  ...deviceRoutes,
  ...dealerRoutes,
  ...priceListRoutes,
  ...profileRoutes,
  ...templateRoutes,
  ...materialRoutes,
  ...sharedRoutes,
  ...settingRoutes,
  ...auditRoutes,
];
