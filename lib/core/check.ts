import type { HeartbeatCheck, HeartbeatDefinition } from './kinds/heartbeat.ts';
import type { HttpCheck, HttpDefinition } from './kinds/http.ts';

/** A check as a person wrote it. */
export type CheckDefinition = HeartbeatDefinition | HttpDefinition;

/** A check as everything behind the definition uses it: every default filled in, times in milliseconds. */
export type Check = HeartbeatCheck | HttpCheck;

export type Kind = Check['kind'];
