export interface Paged<T> {
  readonly rows: readonly T[];
  readonly where: { readonly page: number; readonly pages: number };
}

/** One page of rows, counted from 0. Who asks for one that is no longer there gets the last. */
export function page<T>(rows: readonly T[], wanted: number, size: number): Paged<T> {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(wanted, pages - 1);
  return { rows: rows.slice(at * size, (at + 1) * size), where: { page: at, pages } };
}
