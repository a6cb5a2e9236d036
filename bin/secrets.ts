import { readFileSync } from 'node:fs';
import { memorySecrets } from '../lib/adapters/memory/secrets.ts';
import { awsSecrets } from '../lib/adapters/secrets/aws-secrets.ts';
import { cachedSecrets } from '../lib/adapters/secrets/cached-secrets.ts';
import { systemClock } from '../lib/adapters/system.ts';
import type { Secrets } from '../lib/app/ports.ts';
import { secretsOfMonitor } from '../lib/core/check-secrets.ts';
import type { Monitor } from '../lib/core/monitor.ts';
import { UnreadableSecret } from '../lib/core/secret.ts';
import { CommandError } from './command-error.ts';
import { defaultIdentity } from './default-identity.ts';

/** Said of the option `--secrets`. */
export const SECRETS_HELP = 'a JSON file of secrets, names to values; those not in it are read from AWS';

/**
 * Where the command line reads the secrets of checks: the file, then the stores of the home region by the default
 * credentials. Throws a CommandError for a file that is not what it should be; its message holds nothing of it.
 */
export function openSecrets(home: string, file?: string): Secrets {
  const values = file === undefined ? {} : readFile(file);
  const inFile = memorySecrets(values);
  const onAws = cachedSecrets(awsSecrets(home, { identity: () => defaultIdentity(home) }), systemClock);
  const elsewhere = file === undefined ? '; --secrets FILE can give it' : `, and it is not in ${file}`;
  return {
    async read(ref) {
      if (Object.hasOwn(values, ref.name)) return inFile.read(ref);
      try {
        return await onAws.read(ref);
      } catch (error) {
        if (!(error instanceof UnreadableSecret)) throw error;
        throw new UnreadableSecret(ref, `${error.reason}${elsewhere}`, error.isAnswer);
      }
    },
  };
}

/** The secrets that a monitor's checks need, by name, and what is to be said of those that cannot be read. */
export async function readSecrets(
  monitor: Pick<Monitor, 'checks' | 'home'>,
  file?: string,
): Promise<{ readonly values: Readonly<Record<string, string>>; readonly missing: readonly string[] }> {
  const secrets = openSecrets(monitor.home, file);
  const values: Record<string, string> = {};
  const missing: string[] = [];
  // Whole, whatever member of it a check asks for.
  const whole = new Map(secretsOfMonitor(monitor).map(({ key: _, ...ref }) => [`${ref.store} ${ref.name}`, ref]));
  await Promise.all(
    [...whole.values()].map(async (ref) => {
      try {
        values[ref.name] = await secrets.read(ref);
      } catch (error) {
        missing.push(error instanceof Error ? error.message : String(error));
      }
    }),
  );
  return { values, missing: missing.sort() };
}

function readFile(file: string): Readonly<Record<string, string>> {
  const form = 'an object of names and values: { "/shop/api-key": "…" }';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      `--secrets ${file} cannot be read (${(error as NodeJS.ErrnoException).code}); it takes ${form}`,
    );
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    // What JSON.parse says quotes the file.
    throw new CommandError(`--secrets ${file} is not JSON; it takes ${form}`);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new CommandError(`--secrets ${file} is not ${form}`);
  }
  // A secret of several values may stand there as the object that it is.
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
