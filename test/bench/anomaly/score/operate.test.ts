import { describe, expect, test } from 'vitest';
import { runField } from '../../../../bench/anomaly/run.ts';
import { operate } from '../../../../bench/anomaly/score/detections.ts';
import { falseAlerts, incidents, judged, thresholdFor } from '../../../../bench/anomaly/score/incidents.ts';
import { createLogDeviation } from '../log-deviation.ts';

describe('the score is that of SMB, whose own scorer (smb.mjs) gave these numbers', () => {
  const entrants = [{ name: 'log deviation', create: createLogDeviation }];
  const faulted = runField(entrants, { seeds: { from: 3_000, count: 4 }, what: '' }).runs[0]?.judged ?? [];
  const clean = runField(entrants, { seeds: { from: 7_000, count: 2 }, what: '', clean: true }).runs[0]?.judged ?? [];
  const { score, recall, falseAlertsFaulted, falseAlertsClean, byType } = operate(faulted, clean, 1);

  test('at a threshold', () => {
    expect(score).toBeCloseTo(50.142508417508424, 10);
    expect(recall).toBe(0.625);
    expect(falseAlertsFaulted).toBeCloseTo(70.20047690541377, 10);
    expect(falseAlertsClean).toBeCloseTo(31.42857142857143, 10);
  });

  test('by type of fault', () => {
    expect(byType.outage).toMatchObject({ delay50: 3, delay90: 3 });
    expect(byType.err30).toMatchObject({ faults: 2, recall: 0.5, delay90: Number.POSITIVE_INFINITY });
    expect(byType.err30.utility).toBeCloseTo(0.9166666666666666 / 2, 10);
  });

  test('and so are the thresholds of a budget', () => {
    expect(thresholdFor([...faulted, ...clean], 10)).toBeCloseTo(1.9109993000030516, 10);
    expect(thresholdFor([...faulted, ...clean], 1)).toBeCloseTo(3.220580581665039, 10);
  });
});

describe('incidents', () => {
  const evidence = new Float32Array(400);
  evidence.fill(2, 100, 110);
  evidence.fill(2, 130, 131);
  evidence.fill(2, 200, 201);
  const outline = { samples: 400, warmUp: 50, faults: [{ type: 'outage', start: 90, end: 110 }] } as const;

  test('open at the threshold and close after thirty samples under half of it', () => {
    expect(incidents(judged(outline, evidence), 1)).toEqual([100, 200]);
  });

  test('in a fault and in its grace are no false alerts', () => {
    expect(falseAlerts(judged(outline, evidence), 1)).toEqual([200]);
  });

  test('in the warm-up are none at all', () => {
    expect(incidents(judged({ ...outline, warmUp: 201 }, evidence), 1)).toEqual([]);
  });
});
