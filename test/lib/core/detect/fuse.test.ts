import { describe, expect, it } from 'vitest';
import { type Finding, SORTS, type Sort } from '../../../../lib/core/detect/finding.ts';
import { fuse } from '../../../../lib/core/detect/fuse.ts';

const REGIONS = ['a', 'b', 'c', 'd', 'e'];

function finding(evidence: number, said: Partial<Record<Sort, number>> = {}, isCold = false): Finding {
  return { evidence, isCold, said: SORTS.map((sort) => said[sort] ?? 0) };
}

const of = (...all: Finding[]) => fuse(new Map(all.map((one, i) => [REGIONS[i] ?? '', one])));
const calm = finding(0.1, { shift20: 1 });

describe('regions together', () => {
  it('a first failure in each of five regions is an outage, before any of them alone is sure', () => {
    const first = finding(0.4, { outage: 8 });
    expect(of(first, first, first, first, first)).toMatchObject({ scope: 'all' });
    expect(of(first, first, first, first, first).evidence).toBeGreaterThanOrEqual(1);
  });

  it('a failure in two regions at once is not yet one', () => {
    const first = finding(0.4, { outage: 7 });
    expect(of(first, first, calm, calm, calm).evidence).toBeLessThan(1);
  });

  it('what one region alone is sure of is that region’s', () => {
    const slow = finding(1.4, { shift50: 17 });
    expect(of(calm, slow, calm, calm, calm)).toMatchObject({ scope: 'one', regions: ['b'] });
  });

  it('many regions have many chances: one alone must be surer than a lone one', () => {
    const slow = finding(1.1, { shift50: 13 });
    expect(of(slow).evidence).toBeGreaterThanOrEqual(1);
    expect(of(slow, calm, calm, calm, calm).evidence).toBeLessThan(1);
  });

  it('regions that are a little slow together are slow', () => {
    const slow = finding(0.6, { shift50: 8 });
    expect(of(slow, slow, slow, slow, slow)).toMatchObject({ scope: 'all', regions: REGIONS });
    expect(of(slow, slow, slow, slow, slow).evidence).toBeGreaterThanOrEqual(1);
  });

  it('a region that is cold says nothing, and with nobody else nothing is known', () => {
    const cold = finding(0, {}, true);
    expect(of(cold, cold)).toEqual({ evidence: 0, scope: 'none', regions: [] });
    expect(of(cold, finding(1.4, { outage: 16 }))).toMatchObject({ scope: 'one', regions: ['b'] });
  });

  it('no region at all is no evidence', () => {
    expect(fuse(new Map())).toEqual({ evidence: 0, scope: 'none', regions: [] });
  });
});
