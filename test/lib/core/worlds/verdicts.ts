import type { Rules } from './stage.ts';

/** A world, the rules other than the defaults under which it is seen, and what they make of it: minutes and seconds since noon. */
export type Row = {
  readonly world: string;
  readonly rules?: string;
  readonly with?: Rules;
  readonly verdicts: string;
};

/** Under the default rules. */
export const ROWS: readonly Row[] = [
  {
    world: 'nothing is wrong for an hour',
    verdicts: '',
  },
  {
    world: 'everything fails for five minutes',
    verdicts: '11:00 partial · 11:20 down · 11:20 trigger (page) · 16:20 partial · 16:40 up · 16:40 resolve (page)',
  },
  {
    world: 'everything fails for an hour',
    verdicts: '11:00 partial · 11:20 down · 11:20 trigger (page) · 71:20 partial · 71:40 up · 71:40 resolve (page)',
  },
  {
    world: 'everything fails for two minutes',
    verdicts: '11:00 partial · 11:20 down · 11:20 trigger (page) · 13:20 partial · 13:40 up · 13:40 resolve (page)',
  },
  {
    world: 'one run of one region fails',
    verdicts: '',
  },
  {
    world: 'a hiccup: every region fails once',
    verdicts: '',
  },
  {
    world: 'one region of several fails for ten minutes',
    verdicts: '11:00 partial · 13:00 trigger (warning) · 21:00 up · 21:00 resolve (warning)',
  },
  {
    world: 'two regions of three or more fail for ten minutes',
    verdicts: '11:00 partial · 11:20 down · 11:20 trigger (page) · 21:00 partial · 21:20 up · 21:20 resolve (page)',
  },
  {
    world: 'every third run fails for half an hour',
    verdicts: '',
  },
  {
    world: 'every second run fails for half an hour',
    verdicts: '',
  },
  {
    world: 'a brownout: a third of the runs fail by chance for half an hour',
    verdicts:
      '13:40 partial · 15:40 trigger (warning) · 19:40 up · 20:20 partial · 22:20 up · 22:40 partial · 24:40 up · 28:20 resolve (warning) · 34:00 partial · 34:20 down · 34:20 trigger (page) · 36:00 partial · 37:20 up · 37:40 resolve (page)',
  },
  {
    world: 'a brownout: seven of ten runs fail by chance for twenty minutes',
    verdicts: '11:40 partial · 12:00 down · 12:00 trigger (page) · 31:20 partial · 31:40 up · 31:40 resolve (page)',
  },
  {
    world: 'a slow burn: two of a hundred runs fail by chance for six hours',
    verdicts: '',
  },
  {
    world: 'it goes up and down every three minutes for an hour',
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 14:20 partial · 14:40 up · 14:40 resolve (page) · 17:00 partial · 17:20 flapping · 17:20 trigger (warning) · 32:20 update (warning) · 47:20 update (warning) · 62:20 update (warning) · 76:20 up · 76:20 resolve (warning)',
  },
  {
    world: 'it goes up and down every ten minutes for two hours',
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 21:20 partial · 21:40 up · 21:40 resolve (page) · 31:00 partial · 31:20 down · 31:20 trigger (page) · 41:20 partial · 41:40 up · 41:40 resolve (page) · 51:00 partial · 51:20 down · 51:20 trigger (page) · 61:20 partial · 61:40 up · 61:40 resolve (page) · 71:00 partial · 71:20 down · 71:20 trigger (page) · 81:20 partial · 81:40 up · 81:40 resolve (page) · 91:00 partial · 91:20 down · 91:20 trigger (page) · 101:20 partial · 101:40 up · 101:40 resolve (page) · 111:00 partial · 111:20 down · 111:20 trigger (page) · 121:20 partial · 121:40 up · 121:40 resolve (page)',
  },
  {
    world: 'it goes up and down every three minutes, then stays down for half an hour',
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 14:20 partial · 14:40 up · 14:40 resolve (page) · 17:00 partial · 17:20 flapping · 17:20 trigger (warning) · 24:00 down · 24:00 update (page) · 50:20 partial · 50:40 up · 50:40 resolve (page)',
  },
  {
    world: 'it fails, is well for five minutes, and fails again',
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 16:20 partial · 16:40 up · 16:40 resolve (page) · 21:00 partial · 21:20 flapping · 21:20 trigger (warning) · 34:20 up · 34:20 resolve (warning)',
  },
  {
    world: 'it warns of its latency for ten minutes',
    verdicts: '11:20 degraded · 13:20 trigger (warning) · 20:20 up · 20:20 resolve (warning)',
  },
  {
    world: 'it warns, then fails, then warns, then is well',
    verdicts:
      '11:20 degraded · 13:20 trigger (warning) · 15:00 up · 16:00 partial · 16:20 down · 16:20 update (page) · 21:20 partial · 21:40 degraded · 21:40 resolve (page) · 23:40 trigger (warning) · 25:20 up · 25:20 resolve (warning)',
  },
  {
    world: 'every region has one slow answer',
    verdicts: '',
  },
  {
    world: 'every failing run hangs until its timeout',
    verdicts: '11:10 partial · 11:30 down · 11:30 trigger (page) · 21:20 partial · 21:40 up · 21:40 resolve (page)',
  },
  {
    world: 'failing results are known forty seconds late',
    verdicts: '11:40 partial · 12:00 down · 12:00 trigger (page) · 21:20 partial · 21:40 up · 21:40 resolve (page)',
  },
  {
    world: 'one region is cut off: what it sees is unknown',
    verdicts: '15:00 $monitor down · 15:00 $monitor trigger (page) · 41:00 $monitor up · 41:00 $monitor resolve (page)',
  },
  {
    world: 'every region is cut off: all is unknown',
    verdicts:
      '12:40 unknown · 13:00 $monitor down · 13:00 $monitor trigger (page) · 40:00 up · 41:00 $monitor up · 41:00 $monitor resolve (page)',
  },
  {
    world: 'one region is cut off while the others fail',
    verdicts:
      '11:20 partial · 11:40 down · 11:40 trigger (page) · 15:00 $monitor down · 15:00 $monitor trigger (page) · 21:00 $monitor up · 21:00 $monitor resolve (page) · 21:20 partial · 21:40 up · 21:40 resolve (page)',
  },
  {
    world: 'half of the runs are unknown, the other half fail',
    verdicts: '13:00 partial · 13:20 down · 13:20 trigger (page) · 21:20 partial · 21:40 up · 21:40 resolve (page)',
  },
  {
    world: 'it fails in one region after the other, as a deploy goes round',
    verdicts:
      '11:00 partial · 13:00 trigger (warning) · 13:20 down · 13:20 update (page) · 26:20 partial · 26:40 up · 26:40 resolve (page)',
  },
  {
    world: 'it recovers in one region after the other',
    verdicts: '11:00 partial · 11:20 down · 11:20 trigger (page) · 19:20 partial · 22:40 up · 22:40 resolve (page)',
  },
  {
    world: 'it passes once in the middle of an outage',
    verdicts: '11:00 partial · 11:20 down · 11:20 trigger (page) · 21:20 partial · 21:40 up · 21:40 resolve (page)',
  },
  {
    world: 'the check and its parent fail at once',
    verdicts:
      '11:00 partial · 11:00 storefront partial · 11:20 down · 11:20 storefront down · 11:20 storefront trigger (page) · 21:20 partial · 21:20 storefront partial · 21:40 up · 21:40 storefront up · 21:40 storefront resolve (page)',
  },
  {
    world: 'the check fails half a minute before its parent',
    verdicts:
      '11:00 partial · 11:20 down · 11:40 storefront partial · 12:00 storefront down · 12:00 storefront trigger (page) · 21:20 partial · 21:20 storefront partial · 21:40 up · 21:40 storefront up · 21:40 storefront resolve (page)',
  },
  {
    world: 'the parent alone fails',
    verdicts:
      '11:00 storefront partial · 11:20 storefront down · 11:20 storefront trigger (page) · 21:20 storefront partial · 21:40 storefront up · 21:40 storefront resolve (page)',
  },
  {
    world: 'the check fails and its parent does not',
    verdicts: '11:00 partial · 11:20 down · 12:20 trigger (page) · 21:20 partial · 21:40 up · 21:40 resolve (page)',
  },
  {
    world: 'the parent recovers and the check does not',
    verdicts:
      '11:00 partial · 11:00 storefront partial · 11:20 down · 11:20 storefront down · 11:20 storefront trigger (page) · 19:20 storefront partial · 19:40 storefront up · 19:40 storefront resolve (page) · 20:40 trigger (page) · 31:20 partial · 31:40 up · 31:40 resolve (page)',
  },
  {
    world: 'it fails in the last minute of each hour, for three hours',
    verdicts: '',
  },
];
