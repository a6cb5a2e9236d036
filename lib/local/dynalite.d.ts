declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** `path`: the folder of the database; in memory without one. Times in milliseconds. */
  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}
