import type { NabFile } from './nab.ts';

/** What a false alert and a missed window cost. */
export const PROFILES = {
  standard: { alert: 0.11, miss: 1 },
  lowFalsePositives: { alert: 0.22, miss: 1 },
  lowFalseNegatives: { alert: 0.11, miss: 2 },
} as const;

export type Profile = keyof typeof PROFILES;

/** 0 for a detector that says nothing, 100 for a perfect one. */
export interface NabScore {
  readonly score: number;
  readonly threshold: number;
}

interface Alert {
  readonly evidence: number;
  readonly worth: number;
  readonly window: number;
}

/** Scores at one threshold for all files: per profile the best one, as NAB does, or the given one. */
export function scoreNab(
  files: readonly NabFile[],
  evidence: readonly Float64Array[],
  frozen?: number,
): Readonly<Record<Profile, NabScore>> {
  const { alerts, windows } = collect(files, evidence);
  const score = ({ alert, miss }: (typeof PROFILES)[Profile]): NabScore => {
    const best = new Float64Array(windows).fill(-miss);
    const nothing = -miss * windows;
    let raw = nothing;
    let top = { raw, threshold: Number.POSITIVE_INFINITY };
    for (let k = 0; k < alerts.length; ) {
      const level = (alerts[k] as Alert).evidence;
      if (frozen !== undefined && level < frozen) break;
      for (; alerts[k]?.evidence === level; k++) {
        const { worth, window } = alerts[k] as Alert;
        const had = best[window];
        if (had === undefined) raw += worth * alert;
        else if (worth > had) {
          raw += worth - had;
          best[window] = worth;
        }
      }
      if (raw > top.raw) top = { raw, threshold: level };
    }
    const { raw: final, threshold } = frozen === undefined ? top : { raw, threshold: frozen };
    return { score: (100 * (final - nothing)) / (windows - nothing), threshold };
  };
  return {
    standard: score(PROFILES.standard),
    lowFalsePositives: score(PROFILES.lowFalsePositives),
    lowFalseNegatives: score(PROFILES.lowFalseNegatives),
  };
}

/** All that alerts, the surest first; windows are numbered over all files. */
function collect(files: readonly NabFile[], evidence: readonly Float64Array[]) {
  const alerts: Alert[] = [];
  let windows = 0;
  files.forEach((file, k) => {
    for (let i = file.probation; i < file.value.length; i++) {
      const found = evidence[k]?.[i] ?? 0;
      const window = file.window[i] as number;
      if (found > 0)
        alerts.push({ evidence: found, worth: file.worth[i] as number, window: window < 0 ? -1 : windows + window });
    }
    windows += file.windows;
  });
  return { alerts: alerts.sort((a, b) => b.evidence - a.evidence), windows };
}
