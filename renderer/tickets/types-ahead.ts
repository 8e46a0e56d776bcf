import type { KeyboardEvent } from 'react';
import { focusSearch } from './search-box.tsx';

/** A letter typed in the list goes on into the search. */
export function typesAhead(event: KeyboardEvent): boolean {
  if (event.key.length !== 1 || event.key === ' ' || event.altKey || event.ctrlKey || event.metaKey) return false;
  if (event.target instanceof HTMLInputElement) return false;
  return focusSearch();
}
