import { describe, expect, it } from 'vitest';
import { advanceCheck, type CheckSignal, calmCheck } from '../../../lib/core/advance-check.ts';
import type { Check } from '../../../lib/core/check.ts';
import type { CheckState } from '../../../lib/core/incident.ts';
import type { CheckPolicy } from '../../../lib/core/incident-step.ts';
import { judge } from '../../../lib/core/judge.ts';
import { MINUTE } from '../../../lib/core/time.ts';
import { aCheck, aSeries, aTrip, NOON, REGIONS } from '../../builders.ts';

const trip = aTrip();

function aPolicy(contain = trip as CheckPolicy['contain']): CheckPolicy {
  const base = { monitor: 'shop', check: 'recommendations', cadenceMs: 10_000, channels: ['sns'] };
  return contain === undefined ? base : { ...base, contain };
}

/** The verdict on the same word of outcomes in every region. */
function saw(word: string, at = NOON, trialSince?: number, check: Check = aCheck({ contain: trip })): CheckSignal {
  const series = new Map(REGIONS.map((region) => [region, aSeries(word, at)]));
  return { type: 'verdict', verdict: judge(check, series, at, { trialSince }) };
}

/** The first owed effect of the type is finished. */
function finish(
  state: CheckState,
  type: string,
  at: number,
  as: 'done' | 'vetoed' = 'done',
  relieved: string[] = [],
): CheckState {
  const owed = state.owed.find(({ effect }) => effect.type === type);
  if (owed === undefined) throw new Error(`no ${type} is owed`);
  const rest = { ...state, owed: state.owed.filter((one) => one !== owed) };
  return advanceCheck(rest, { type: 'performed', owed, as, detail: 'because', at, relieved }, aPolicy());
}

const owes = (state: CheckState): readonly string[] => state.owed.map(({ id }) => id.split('/').slice(1).join('/'));
const events = (state: CheckState): readonly string[] => state.incident?.events.map(({ type }) => type) ?? [];
const calm = calmCheck('recommendations');
const opened = advanceCheck(calm, saw('pff'), aPolicy());
const contained = finish(opened, 'hold', NOON + 100);

describe('a calm check', () => {
  it('owes a burst at its first failure, once', () => {
    const suspected = advanceCheck(calm, saw('ppf'), aPolicy());
    expect(suspected.owed.map(({ effect }) => effect)).toEqual([
      { type: 'burst', check: 'recommendations', by: 'eu-west-1', slot: NOON, runs: 1 },
    ]);
    expect(advanceCheck(suspected, saw('ppf', NOON), aPolicy()).owed).toHaveLength(1);
  });

  it('that is down at its first failure owes the burst that containing still needs', () => {
    const lone = aCheck({ regions: ['eu-west-1'], quorum: 1, failWhen: { hits: 1, of: 1 } });
    const check = { ...lone, contain: aTrip({ singleRegion: true }) };
    const verdict = judge(check, new Map([['eu-west-1', aSeries('ppf', NOON)]]), NOON);
    const down = advanceCheck(calm, { type: 'verdict', verdict }, aPolicy(check.contain));
    expect(down.owed.map(({ effect }) => effect.type)).toEqual(['notice', 'burst']);
  });

  it('that goes down opens an incident, pages, and asks for its switch, in one decision', () => {
    expect(opened.incident?.id).toBe('recommendations-20261122T120000000');
    expect(owes(opened)).toEqual(['hold-1', 'trigger/sns']);
    expect(events(opened)).toEqual(['first-failure', 'opened', 'trip-asked']);
  });

  it('is left as it is, the very same object, by a verdict that says nothing new', () => {
    const up = advanceCheck(calm, saw('ppp'), aPolicy());
    expect(advanceCheck(up, saw('pppp', NOON + 10_000), aPolicy())).toBe(up);
  });
});

describe('a verdict', () => {
  it('older than the newest that was judged is ignored', () => {
    expect(advanceCheck(opened, saw('ppp', NOON - 10_000), aPolicy())).toBe(opened);
  });

  it('of unknown neither closes an incident nor restores', () => {
    const dark: CheckSignal = { type: 'verdict', verdict: judge(aCheck(), new Map(), NOON + 10 * MINUTE) };
    const after = advanceCheck(contained, dark, aPolicy());
    expect([after.verdict, after.incident?.containment.is, owes(after)]).toEqual([
      'unknown',
      'contained',
      owes(contained),
    ]);
  });
});

describe('a tripped switch', () => {
  it('is not tried before its hold time, however well the check is', () => {
    const early = advanceCheck(contained, saw('ffpp', NOON + 10_099), aPolicy());
    expect(early.incident?.containment.is).toBe('contained');
    const due = advanceCheck(contained, saw('ffpp', NOON + 10_100), aPolicy());
    expect(due.incident?.containment).toMatchObject({ is: 'restoring', allow: 1, n: 2 });
  });

  it('takes a step only on two passing runs since the step before', () => {
    const asked = advanceCheck(contained, saw('ffpp', NOON + 20_000), aPolicy());
    const trial = finish(asked, 'hold', NOON + 20_100);
    const since = NOON + 20_100;
    const once = advanceCheck(trial, saw('ffppp', NOON + 30_000, since), aPolicy());
    expect(once.incident?.containment).toMatchObject({ allow: 1 });
    const twice = advanceCheck(trial, saw('ffpppp', NOON + 40_000, since), aPolicy());
    expect(twice.incident?.containment).toMatchObject({ is: 'restoring', allow: 10, n: 3 });
  });

  it('trips again when the trial fails, and holds twice as long', () => {
    const asked = advanceCheck(contained, saw('ffpp', NOON + 20_000), aPolicy());
    const trial = finish(asked, 'hold', NOON + 20_100);
    const failed = advanceCheck(trial, saw('ffppff', NOON + 40_000, NOON + 20_100), aPolicy());
    expect(failed.incident?.containment).toMatchObject({ is: 'asked', n: 3, retrips: 1 });
    const again = finish(failed, 'hold', NOON + 40_100);
    expect(again.incident?.containment).toMatchObject({ is: 'contained', holdUntil: NOON + 60_100 });
  });

  it('trips again when a trial hangs past its deadline', () => {
    const asked = advanceCheck(contained, saw('ffpp', NOON + 20_000), aPolicy());
    const trial = finish(asked, 'hold', NOON + 20_100);
    const late: CheckSignal = { type: 'time', at: NOON + 20_100 + 10 * MINUTE };
    expect(advanceCheck(trial, late, aPolicy()).incident?.containment).toMatchObject({ is: 'asked', retrips: 1 });
    expect(advanceCheck(trial, { ...late, at: late.at - 1 }, aPolicy())).toBe(trial);
  });

  it('that was vetoed is told, with the command, and is not asked for again', () => {
    const vetoed = finish(opened, 'hold', NOON + 100, 'vetoed');
    expect(vetoed.incident?.containment).toEqual({ is: 'none', why: 'because', lastN: 1 });
    expect(owes(vetoed)).toEqual(['trigger/sns', 'update-4/sns']);
    expect(owes(advanceCheck(vetoed, saw('pfff', NOON + 10_000), aPolicy()))).toEqual(owes(vetoed));
  });

  it('whose check sees the contained answer asks a person to restore, once', () => {
    const policy = aPolicy(aTrip({ sees: 'contained' }));
    const time: CheckSignal = { type: 'time', at: NOON + 10_100 };
    const blind = finish(advanceCheck(calm, saw('pff'), policy), 'hold', NOON + 100);
    const asked = advanceCheck(blind, time, policy);
    const update = asked.owed.find(({ id }) => id.includes('/update-'))?.effect;
    expect(update).toMatchObject({ notice: { next: 'npx killdeer switch release shop recommendations' } });
    expect(advanceCheck(asked, time, policy)).toBe(asked);
    expect(advanceCheck(asked, saw('ffpppp', NOON + 60_000), policy).incident?.containment.is).toBe('contained');
  });

  it('that a person releases is not tripped again in this incident', () => {
    const asked = advanceCheck(contained, { type: 'release', by: 'ana', at: NOON + 5_000 }, aPolicy());
    const released = finish(asked, 'release', NOON + 5_100);
    expect(released.incident?.containment).toMatchObject({ is: 'none', why: 'released by ana' });
    expect(owes(advanceCheck(released, saw('pfff', NOON + 10_000), aPolicy()))).toEqual(['trigger/sns']);
  });

  it('ends by what is seen after its switch was given back, not by what was seen before', () => {
    const asked = advanceCheck(contained, { type: 'release', by: 'ana', at: NOON + 5_000 }, aPolicy());
    const released = finish(asked, 'release', NOON + 10_100);
    const before = advanceCheck(released, saw('ffpp', NOON + 10_000), aPolicy());
    expect(before.incident).toBeDefined();
    expect(advanceCheck(before, saw('fppp', NOON + 20_000), aPolicy()).incident).toBeUndefined();
  });
});

describe('relief', () => {
  const watched = finish(opened, 'hold', NOON + 100, 'done', ['storefront', 'search']);
  const over = NOON + 100 + trip.graceMs;

  it('is judged at the end of the grace, not before', () => {
    expect(advanceCheck(watched, { type: 'relief', down: ['storefront', 'search'], at: over - 1 }, aPolicy())).toBe(
      watched,
    );
  });

  it('that helped one of the watched checks keeps the switch off', () => {
    const helped = advanceCheck(watched, { type: 'relief', down: ['search'], at: over }, aPolicy());
    expect([helped.incident?.containment.is, events(helped).at(-1)]).toEqual(['contained', 'relieved']);
  });

  it('that helped nobody takes the trip back and pages', () => {
    const undone = advanceCheck(watched, { type: 'relief', down: ['storefront', 'search'], at: over }, aPolicy());
    expect(undone.incident?.containment).toMatchObject({ is: 'releasing', ends: 'given-up' });
    expect(owes(undone)).toEqual(['trigger/sns', 'update-5/sns', 'release-2']);
  });
});

describe('the end', () => {
  it('of an incident without a switch comes with recovery: told and archived whole', () => {
    const policy = { ...aPolicy(), contain: undefined } as unknown as CheckPolicy;
    const down = advanceCheck(calm, saw('pff'), policy);
    const ended = advanceCheck(down, saw('pffpp', NOON + 20_000), policy);
    expect([ended.incident, ended.verdict]).toEqual([undefined, 'up']);
    expect(owes(ended)).toEqual(['trigger/sns', 'resolve/sns', 'archive']);
    const archive = ended.owed.at(-1)?.effect;
    expect(archive).toMatchObject({
      summary: { ended: 'resolved', firstFailureAt: NOON - 10_000, resolvedAt: NOON + 20_000 },
    });
  });

  it('never comes while a switch is held', () => {
    const well = advanceCheck(contained, saw('ffpppp', NOON + 5_000), aPolicy());
    expect(well.incident?.containment.is).toBe('contained');
  });

  it('of a check that is no longer defined gives its switch back and says so', () => {
    const removed = advanceCheck(contained, { type: 'removed', at: NOON + 60_000 }, aPolicy());
    expect(owes(removed)).toEqual(['trigger/sns', 'release-2', 'resolve/sns', 'archive']);
    expect(removed.owed.at(-1)?.effect).toMatchObject({ summary: { ended: 'removed' } });
  });
});

it('a long incident keeps few events and owes the older ones to the archive, none lost', () => {
  let state = contained;
  for (let i = 0; i < 40; i += 1) {
    const failed = state.owed.filter(({ effect }) => effect.type === 'notice' || effect.type === 'archive');
    state = { ...state, owed: failed };
    const at = NOON + (i + 1) * 1_000;
    const owed = {
      id: `x/${i}`,
      lane: 'x',
      effect: { type: 'archive' as const, incident: 'x', events: [] },
      owedAt: at,
      attempts: 1,
      retryAt: 0,
    };
    state = advanceCheck(state, { type: 'performed', owed, as: 'dead', detail: 'gone', at, relieved: [] }, aPolicy());
  }
  const kept = state.incident?.events ?? [];
  const moved = state.owed.flatMap(({ effect }) => (effect.type === 'archive' ? effect.events : []));
  expect(kept.length).toBeLessThanOrEqual(20);
  expect([...moved, ...kept].map(({ n }) => n)).toEqual(
    Array.from({ length: state.incident?.eventCount ?? 0 }, (_, i) => i),
  );
});
