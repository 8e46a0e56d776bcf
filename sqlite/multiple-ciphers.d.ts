/** It is better-sqlite3 with a key; its own types are not where TypeScript looks for them. */
declare module 'better-sqlite3-multiple-ciphers' {
  import Database = require('better-sqlite3');
  export = Database;
}
