import { describe, expect, it } from 'vitest';
import type { Check } from '../../../lib/core/check.ts';
import { judge } from '../../../lib/core/judge.ts';
import { aCheck, aSeries, aTrip, NOON, REGIONS } from '../../builders.ts';

function judged(words: readonly string[], check: Check = aCheck(), asOf = NOON + 100, trialSince?: number) {
  return judge(check, new Map(words.map((word, i) => [REGIONS[i] ?? '', aSeries(word)])), asOf, { trialSince });
}

describe('verdicts', () => {
  it.each([
    ['every region passes', ['ppp', 'ppp', 'ppp'], 'up'],
    ['one failing run', ['ppf', 'ppp', 'ppp'], 'suspected'],
    ['one region fails by its rule, the quorum is two', ['pff', 'ppp', 'ppp'], 'partial'],
    ['two of three regions fail', ['pff', 'pff', 'ppp'], 'down'],
    ['bursts make up what the schedule lacks', ['pfFF', 'ppFF', 'pppp'], 'down'],
    ['a burst that passes denies a first failure', ['ppfPP', 'pppPP', 'pppPP'], 'up'],
    ['a region that failed fails until it has recovered', ['ffp', 'ppp', 'ppp'], 'partial'],
    ['a failure that has recovered is over', ['ffpp', 'ffpp', 'ppp'], 'up'],
    ['only one fresh region, and it fails', ['pff', '', ''], 'down'],
    ['no region was ever seen', ['', '', ''], 'unknown'],
    ['our own fault is no failure', ['pppu', 'pppu', 'pppu'], 'up'],
    ['nothing but our own fault', ['uuu', 'uuu', 'uuu'], 'unknown'],
    ['warnings in two regions', ['pww', 'pww', 'ppp'], 'degraded'],
    ['warnings in one region', ['pww', 'ppp', 'ppp'], 'up'],
  ] as const)('%s: %s is %s', (_name, words, expected) => {
    expect(judged(words).name).toBe(expected);
  });

  it('a region without a fresh run votes unknown', () => {
    const late = NOON + 2 * 10_000 + 60_000 + 1;
    expect(judged(['pff', 'pff', 'pff'], aCheck(), late).name).toBe('unknown');
    expect(judged(['pff', 'pff', 'pff'], aCheck(), late - 1).name).toBe('down');
  });
});

describe('what a verdict allows', () => {
  it('paging needs the quorum of the regions that are left, containing the full one', () => {
    const one = judged(['pff', '', '']);
    expect([one.name, one.containable]).toEqual(['down', false]);
    expect(judged(['pff', 'pff', '']).containable).toBe(true);
  });

  it('one region alone contains only where that is said, and only after ten seconds of failures', () => {
    const lone = (contain: Check['contain']) =>
      aCheck({ regions: ['eu-west-1'], quorum: 1, ...(contain ? { contain } : {}) });
    expect(judged(['pff'], lone(aTrip())).containable).toBe(false);
    expect(judged(['pff'], lone(aTrip({ singleRegion: true }))).containable).toBe(true);
    const quick = judge(
      lone(aTrip({ singleRegion: true })),
      new Map([['eu-west-1', aSeries('pff', NOON, 2_000)]]),
      NOON,
    );
    expect([quick.name, quick.containable]).toEqual(['down', false]);
  });

  it('recovery needs every fresh region, and a fresh region', () => {
    expect(judged(['ffpp', 'ffp', 'ppp']).recovered).toBe(false);
    expect(judged(['ffpp', 'ffpp', '']).recovered).toBe(true);
    expect(judged(['', '', '']).recovered).toBe(false);
  });

  it('bursts that pass are no recovery, and bursts that fail are against it', () => {
    expect(judged(['pffPP', 'pffPP', 'ppp']).recovered).toBe(false);
    expect(judged(['pffpFp', 'ppp', 'ppp']).recovered).toBe(false);
  });

  it('a burst asks for as many runs as the region that lacks most', () => {
    expect(judged(['ppf', 'ppp', 'ppp'], aCheck({ failWhen: { hits: 3, of: 5 } })).lacking).toBe(3);
    expect(judged(['pff', 'pff', 'ppf']).lacking).toBe(1);
  });

  it('a burst of the one region that may contain lasts as long as its failures must', () => {
    const lone = aCheck({ regions: ['eu-west-1'], quorum: 1, contain: aTrip({ singleRegion: true }) });
    const { lacking } = judged(['ppf'], lone);
    const burst = judge(lone, new Map([['eu-west-1', aSeries(`pf${'F'.repeat(lacking)}`, NOON, 2_000)]]), NOON);
    expect([lacking, burst.containable]).toEqual([6, true]);
  });

  it('the evidence names rule, regions, counts, and the first failing run', () => {
    const { evidence } = judged(['pff', 'pff', 'ppp']);
    expect(evidence.rule).toBe('2 in a row failed, in 2 of 3 regions');
    expect(evidence.votes.map(({ vote, failures }) => [vote, failures])).toEqual([
      ['failing', 2],
      ['failing', 2],
      ['passing', 0],
    ]);
    expect(evidence.firstFailureAt).toBe(NOON - 10_000);
  });
});

describe('a trial', () => {
  const since = NOON - 15_000;
  it.each([
    ['two passing runs of each region', ['ffpp', 'ffpp', 'ffpp'], 'passed'],
    ['one region has run only once', ['ffpp', 'ffpp', ''], 'passed'],
    ['one blip in one region', ['ffpf', 'ffpp', 'ffpp'], 'running'],
    ['a quorum failed once', ['ffpf', 'ffpf', 'ffpp'], 'failed'],
    ['one region failed twice', ['ppff', 'ffpp', 'ffpp'], 'failed'],
  ] as const)('%s: %s is %s', (_name, words, expected) => {
    expect(judged(words, aCheck(), NOON, since).trial).toBe(expected);
  });
});
