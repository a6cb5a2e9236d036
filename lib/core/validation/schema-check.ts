import { heartbeat } from './kinds/heartbeat.ts';
import { http } from './kinds/http.ts';
import { oneKind } from './schema-parts.ts';

/** One check: what the factory of a kind makes. */
export const check = oneKind('kind', [heartbeat, http], "http('id', { url: 'https://…' })");
