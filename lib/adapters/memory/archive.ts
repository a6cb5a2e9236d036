import type { IncidentArchive } from '../../app/ports.ts';
import type { IncidentEvent, IncidentSummary } from '../../core/incident-event.ts';

/** The archive in memory: events by incident and number, and one summary per incident that is over. */
export function memoryArchive(): IncidentArchive {
  const events = new Map<string, Map<number, IncidentEvent>>();
  const summaries = new Map<string, IncidentSummary>();
  return {
    async append(incident, added, summary) {
      const known = events.get(incident) ?? new Map<number, IncidentEvent>();
      for (const event of added) known.set(event.n, structuredClone(event));
      events.set(incident, known);
      if (summary !== undefined) summaries.set(incident, structuredClone(summary));
    },
    async read(incident) {
      const found = [...(events.get(incident)?.values() ?? [])].sort((a, b) => a.n - b.n);
      const summary = summaries.get(incident);
      return structuredClone({ events: found, ...(summary && { summary }) });
    },
    async list(limit) {
      const newest = [...summaries.values()].sort((a, b) => b.resolvedAt - a.resolvedAt || (a.id < b.id ? 1 : -1));
      return structuredClone(newest.slice(0, limit));
    },
  };
}
