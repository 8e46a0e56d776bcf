/** Stands before a receipt inside a PDF's own facts. */
export const RECEIPT_MARK = 'm-technik-receipt:';
