import type { Check } from '../core/check.ts';
import { controlChecks, controlsOf, excuse, isCutOff, isDoubtful } from '../core/controls.ts';
import type { Result } from '../core/result.ts';
import type { Context, ProbeOptions } from './ports.ts';

/**
 * Runs checks as `probeAll` does. What fails waits for the word of the region's controls, which are probed once, at the
 * first failure: while none of them answers either, it is `unknown`. So is a check that must fail and did; whether it had
 * better be doubted is known when all others are done.
 */
export async function probeControlled(
  { prober, usualControls }: Pick<Context, 'prober' | 'usualControls'>,
  checks: readonly Check[],
  options: ProbeOptions,
  take: (result: Result) => void,
): Promise<void> {
  const { region } = options;
  const { urls, allow } = controlsOf(region, usualControls);
  if (urls.length === 0) return prober.probeAll(checks, options, take);
  const byId = new Map(checks.map((check) => [check.id, check]));
  const sure: Result[] = [];
  const asMustBe: Result[] = [];
  const waiting: Promise<void>[] = [];
  let asked: Promise<readonly Result[]> | undefined;
  const ask = async (): Promise<readonly Result[]> => {
    const controls: Result[] = [];
    const from = { region: { ...region, allow }, sampled: false };
    await prober.probeAll(controlChecks(region, urls), from, (result) => void controls.push(result));
    return controls;
  };
  const judge = (result: Result, controls: readonly Result[]): void => {
    take(isCutOff(controls, sure) ? excuse(result, region, controls) : result);
  };
  await prober.probeAll(checks, options, (result) => {
    const check = byId.get(result.id);
    if (check === undefined || !isDoubtful(check, result)) {
      sure.push(result);
      take(result);
    } else if (result.outcome === 'fail') {
      asked ??= ask().catch(() => []);
      waiting.push(asked.then((controls) => judge(result, controls)));
    } else asMustBe.push(result);
  });
  const controls = await asked;
  await Promise.all(waiting);
  for (const result of asMustBe) {
    if (controls === undefined) take(result);
    else judge(result, controls);
  }
}
