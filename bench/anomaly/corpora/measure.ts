import type { CreateCandidate } from '../contract.ts';
import { loadCloud } from './cloud.ts';
import { alertsOf } from './corpus.ts';
import { type EventScore, scoreEvents } from './event-f1.ts';
import { loadNab } from './nab.ts';
import { type NabScore, type Profile, scoreNab } from './nab-score.ts';

/** The best threshold of a corpus, as its own benchmark looks for it, beside the one that ships. */
export interface CorpusResult<Score> {
  readonly files: number;
  readonly best: Score;
  readonly shipped: Score;
}

export type NabResult = CorpusResult<Readonly<Record<Profile, NabScore>>>;
export type CloudResult = CorpusResult<Readonly<Record<'all' | 'latency', EventScore>>>;

export function measureNab(create: CreateCandidate, folder: string): NabResult {
  const files = loadNab(folder);
  const alerts = alertsOf(create, files);
  return { files: files.length, best: scoreNab(files, alerts), shipped: scoreNab(files, alerts, 1) };
}

export function measureCloud(create: CreateCandidate, folder: string): CloudResult {
  const files = loadCloud(folder);
  const alerts = alertsOf(create, files);
  const isLatency = (k: number) => files[k]?.isLatency === true;
  const score = (threshold?: number) => ({
    all: scoreEvents(files, alerts, threshold),
    latency: scoreEvents(
      files.filter((_, k) => isLatency(k)),
      alerts.filter((_, k) => isLatency(k)),
      threshold,
    ),
  });
  return { files: files.length, best: score(), shipped: score(1) };
}
