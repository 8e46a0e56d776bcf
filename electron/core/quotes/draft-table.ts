import * as z from 'zod';
import { calendarDate, priceList } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import { quoteDraft } from '../api/quote-views.ts';
import { createDraftTable } from '../drafts/draft-table.ts';

const basis = z.object({ list: priceList, day: calendarDate });

/** A quote as it is being typed, one for each ticket. */
export const createQuoteDrafts = (db: Database) => createDraftTable(db, 'quote', { typed: quoteDraft, basis });
