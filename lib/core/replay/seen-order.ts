import type { RecordedIncident } from '../history/history-line.ts';
import type { Entry } from '../series.ts';

type Take = (check: string, region: string, entry: Entry, at: number) => void;

/** Hands runs on in the order in which they were seen: when they ended, but for those that are recorded to have come late. */
export type SeenOrder = {
  follow(incident: RecordedIncident): void;
  observe(check: string, region: string, entry: Entry): void;
  /** Hands on what is left. */
  end(): void;
};

export function startSeenOrder(take: Take): SeenOrder {
  const late = new Map<string, number>();
  const waiting: Parameters<Take>[] = [];
  const pass = (until: number): void => {
    while ((waiting[0]?.[3] ?? Number.POSITIVE_INFINITY) <= until) take(...(waiting.shift() as Parameters<Take>));
  };
  return {
    follow(incident) {
      for (const { region, endedAt, at } of incident.late ?? []) late.set(keyOf(incident.check, region, endedAt), at);
    },
    observe(check, region, entry) {
      const { endedAt } = entry;
      if (waiting.length > 0) pass(endedAt);
      const at = late.size === 0 ? endedAt : (late.get(keyOf(check, region, endedAt)) ?? endedAt);
      if (at <= endedAt) return take(check, region, entry, endedAt);
      waiting.push([check, region, entry, at]);
      waiting.sort((a, b) => a[3] - b[3]);
    },
    end: () => pass(Number.MAX_VALUE),
  };
}

function keyOf(check: string, region: string, endedAt: number): string {
  return `${check}\n${region}\n${endedAt}`;
}
