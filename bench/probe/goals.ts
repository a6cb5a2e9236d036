import type { Measurement } from './measure.ts';
import type { NameMeasurement } from './names.ts';

/** One promise of this project, what was measured, and whether it is kept. `measured` is NaN where it was skipped. */
export type Goal = { readonly what: string; readonly atMost: number; readonly unit: string; readonly measured: number };

/** What the probe promises of itself, held against one run. */
export function goalsOf(measurements: readonly Measurement[], names: readonly NameMeasurement[]): readonly Goal[] {
  const find = (peer: string, wanted: Partial<Measurement>) =>
    measurements.find(
      (one) =>
        one.peer === peer && Object.entries(wanted).every(([key, value]) => one[key as keyof Measurement] === value),
    );
  const ours = (wanted: Partial<Measurement>) => find('killdeer', wanted);
  const cpuRatio = (scheme: 'http' | 'https', concurrency: number) => {
    const wanted = { scheme, place: 'free', concurrency } as const;
    return (ours(wanted)?.cpu ?? Number.NaN) / (find('blackbox_exporter', wanted)?.cpu ?? Number.NaN);
  };
  const staged = { scheme: 'https', concurrency: 100 } as const;
  const firstByte = (place: Measurement['place']) => ours({ ...staged, place })?.firstByteError.p99 ?? Number.NaN;
  const tcp = ours({ scheme: 'http', place: 'free', concurrency: 1 })?.tcp.p50 ?? Number.NaN;
  const dns = names.find(({ peer }) => peer === 'killdeer')?.dnsError.p99 ?? Number.NaN;
  return [
    {
      what: 'CPU of an HTTP probe, 100 at once, by that of blackbox_exporter',
      atMost: 0.5,
      unit: '×',
      measured: cpuRatio('http', 100),
    },
    {
      what: 'CPU of an HTTPS probe, 100 at once, by that of blackbox_exporter',
      atMost: 1,
      unit: '×',
      measured: cpuRatio('https', 100),
    },
    {
      what: 'first byte off, p99 within an invocation of 100 HTTPS, one core',
      atMost: 2,
      unit: 'ms',
      measured: firstByte('one core'),
    },
    {
      what: 'first byte off, p99 within an invocation of 100 HTTPS, CPU of a 512 MB Lambda',
      atMost: 10,
      unit: 'ms',
      measured: firstByte('512 MB'),
    },
    { what: 'tcp phase on the loopback, p50', atMost: 0.3, unit: 'ms', measured: tcp },
    { what: 'dns phase off, p99 of 200 names at once', atMost: 5, unit: 'ms', measured: dns },
  ];
}
