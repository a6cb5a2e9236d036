import { describe, expect, it } from 'vitest';
import { MONITOR_CHECK, policyOf } from '../../../lib/core/check-policy.ts';
import type { CheckPolicy } from '../../../lib/core/incident-step.ts';
import { DEFAULT_ROUTES } from '../../../lib/core/route.ts';
import type { Routes } from '../../../lib/core/verdict.ts';
import { aCheck, aMonitor } from '../../builders.ts';
import { live, POLICY } from './lived.ts';

const routed = (routes: Partial<Routes>): CheckPolicy => ({ ...POLICY, routes: { ...DEFAULT_ROUTES, ...routes } });

describe('a verdict goes where its route says', () => {
  it.each([
    ['uddduu', {}, ['1 trigger critical', '4 resolve critical']],
    ['uddduu', { down: 'warn' }, ['1 trigger warning', '4 resolve warning']],
    ['uddduu', { down: 'silent' }, []],
    ['upppppuu', {}, ['3 trigger warning', '6 resolve warning']],
    ['upppppuu', { partial: 'page' }, ['3 trigger critical', '6 resolve critical']],
    ['upppppuu', { partial: 'silent' }, []],
    ['ugggguu', { degraded: 'page' }, ['3 trigger critical', '5 resolve critical']],
    ['ugggguu', { degraded: 'silent' }, []],
    ['upppddu', { partial: 'silent' }, ['4 update critical', '6 resolve critical']],
    ['uuuu', { down: 'page' }, []],
    ['????', { down: 'page' }, []],
  ] as const)('%s under %o', (word, routes, told) => {
    expect(live(word, routed(routes)).told).toEqual(told);
  });

  it('and what nobody is told of is an incident on record all the same', () => {
    const { state, events } = live('uddd', routed({ down: 'silent' }));
    expect(state.incident?.silent).toBe(true);
    expect(events).toContain('1 opened');
  });
});

it('what is unknown goes where the monitor says, for all checks at once', () => {
  const of = (unknownRoute?: 'page' | 'warn' | 'silent') =>
    live('uddu', policyOf(aMonitor([aCheck()], unknownRoute === undefined ? {} : { unknownRoute }), MONITOR_CHECK))
      .told;
  expect(of()).toEqual(['1 trigger critical', '3 resolve critical']);
  expect(of('warn')).toEqual(['1 trigger warning', '3 resolve warning']);
  expect(of('silent')).toEqual([]);
});
