import { startServer } from '../../mplatform/server/testing.ts';
import { closingAttacks } from './closing.ts';

closingAttacks('embedded SQLite', () => startServer());
