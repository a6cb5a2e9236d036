import { METRICS } from '../lib/environment.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Causes of causes are logged so deep. */
const CAUSES = 5;

/**
 * One JSON line. Written to stdout, not through `console`: Lambda wraps what `console` prints into JSON of its own, in
 * which it would be a text inside a text.
 */
export function log(event: string, fields: Fields = {}, level: 'INFO' | 'ERROR' = 'INFO'): void {
  const timestamp = new Date().toISOString();
  process.stdout.write(`${JSON.stringify({ timestamp, level, event, ...fields })}\n`);
}

/** An error with its causes. */
export function logError(error: unknown, fields: Fields = {}): void {
  log('error', { ...fields, error: describe(error, CAUSES) }, 'ERROR');
}

/**
 * One value of a metric with the monitor as its dimension, in CloudWatch's embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emitCount(monitor: string, name: string, value: number): void {
  const { namespace, dimension } = METRICS;
  const metrics = [{ Namespace: namespace, Dimensions: [[dimension]], Metrics: [{ Name: name, Unit: 'Count' }] }];
  const line = { _aws: { Timestamp: Date.now(), CloudWatchMetrics: metrics }, [dimension]: monitor, [name]: value };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function describe(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  if (cause === undefined || depth === 0) return { name, message, stack };
  return { name, message, stack, cause: describe(cause, depth - 1) };
}
