import { expect, test } from 'vitest';
import { releasedText } from '../../bin/released-text.ts';
import { anIncident } from './an-incident.ts';

const name = 'shop.recommendations';

test('one pin is one pin, and the level that results is said', () => {
  const text = releasedText({ name, pins: 1, incidents: [] }, 100, []);
  expect(text).toBe('shop.recommendations: 1 pin taken away, no incident held it; it is at 100 %');
  expect(releasedText({ name, pins: 0, incidents: [] }, 100, [])).toContain('0 pins taken away');
});

test('a check that still fails is named: full traffic goes back to it', () => {
  const incident = anIncident({ id: 'reco-1' });
  const open = { check: 'reco', verdict: 'down' as const, incident };
  const released = { name, pins: 2, incidents: ['reco-1'] };
  expect(releasedText(released, 100, [open])).toBe(
    'shop.recommendations: 2 pins taken away, reco-1 let go of it; it is at 100 %\n' +
      'warning: reco is still down (reco-1 is open), and full traffic goes back to it',
  );
  expect(releasedText(released, 100, [{ ...open, verdict: 'up' }])).not.toContain('warning');
  expect(releasedText({ ...released, incidents: [] }, 100, [open])).not.toContain('warning');
});
