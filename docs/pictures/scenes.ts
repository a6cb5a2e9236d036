/** What a picture shows: the checks of the snippet above it, in a world. */
export type Scene = {
  /** Name of a world in lib/core/worlds. */
  readonly world: string;
  /** Minutes of it that are drawn. Default: all of it. */
  readonly minutes?: number;
};

/** Scenes by the name of their picture. */
export const SCENES: Readonly<Record<string, Scene>> = {
  consecutive: { world: 'everything fails for five minutes', minutes: 25 },
  'of-last': { world: 'every second run fails for half an hour', minutes: 55 },
  rate: { world: 'a brownout: a third of the runs fail by chance for half an hour' },
  'either-both': { world: 'a brownout: seven of ten runs fail by chance for twenty minutes', minutes: 45 },
  quorum: { world: 'it fails in one region after the other, as a deploy goes round', minutes: 35 },
  'recover-when': { world: 'it passes once in the middle of an outage', minutes: 30 },
  degraded: { world: 'it warns, then fails, then warns, then is well', minutes: 35 },
  flapping: { world: 'it goes up and down every three minutes for an hour' },
  routes: { world: 'one region of several fails for ten minutes', minutes: 30 },
  contain: { world: 'everything fails for five minutes', minutes: 30 },
  cron: { world: 'everything fails for an hour' },
  'active-hours': { world: 'everything fails for an hour' },
  maintenance: { world: 'everything fails for an hour' },
  'depends-on': { world: 'the check fails half a minute before its parent', minutes: 30 },
  slo: { world: 'a slow burn: two of a hundred runs fail by chance for six hours' },
  'own-fault': { world: 'one region is cut off: what it sees is unknown' },
};
