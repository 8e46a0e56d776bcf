import * as z from 'zod';

/** What documents that M/platform has may take up on this computer, in megabytes (2^20 bytes). */
export const filesLimitMb = z.int().min(100).max(100_000);

/** Some 2,000 scans: what a technician has in hand in a year of work, and little for any disk that a till has. */
export const DEFAULT_FILES_MB = 2_000;
