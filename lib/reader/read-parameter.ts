import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { SwitchboardError } from './error.ts';
import type { ParameterClient } from './options.ts';

/**
 * The text of a parameter. `abort` ends the wait, as does `limitMs`, even where the client ignores its signal. Throws a
 * SwitchboardError, code `missing` or `unavailable`.
 */
export async function readParameter(
  client: ParameterClient,
  parameter: string,
  limitMs: number,
  abort: AbortController,
): Promise<string> {
  const limit = setTimeout(() => abort.abort(new Error(`no answer within ${limitMs} ms`)), limitMs).unref();
  const aborted = new Promise<never>((_, reject) => {
    abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true });
  });
  aborted.catch(() => {}); // The race may be over, or never begun, when the abort comes.
  try {
    const sent = client.send(new GetParameterCommand({ Name: parameter }), { abortSignal: abort.signal });
    return (await Promise.race([sent, aborted])).Parameter?.Value ?? '';
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'ParameterNotFound') {
      throw new SwitchboardError('missing', parameter, 'there is none in this region', cause);
    }
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new SwitchboardError('unavailable', parameter, why, cause);
  } finally {
    clearTimeout(limit);
  }
}
