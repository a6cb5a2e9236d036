import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Emit } from '../cloud-event.ts';
import { type Answer, jsonAnswer, jsonError, type ServiceCall } from './answer.ts';

type Parameter = { readonly value: string; readonly type: string; readonly version: number; readonly at: number };

type Input = Readonly<Record<string, unknown>>;

/** Bytes that a standard parameter may have. */
const MOST_BYTES = 4_096;

/** What a SecureString reads as to who does not ask for it decrypted. */
const SEALED = 'AQICAHi-local-ciphertext';

const JSON_1_1 = 'application/x-amz-json-1.1';

/** A Parameter Store for all regions. */
export type ParameterStore = {
  /** Answers undefined to an operation that is not known here. */
  handle(call: ServiceCall): Promise<Answer | undefined>;
  resources(call: ServiceCall, account: string): readonly string[];
};

/** SecureStrings that stand there from the start, and are kept nowhere: by region and name. */
export type SeededSecrets = { readonly region: string; readonly values: Readonly<Record<string, string>> };

/**
 * Standard parameters of type String, StringList and SecureString, kept in `file` where one is given. A put is told.
 * Refuses what AWS refuses: a second put without Overwrite, more than 4 KB, a name that is none.
 */
export function parameterStore(options: {
  now(): number;
  emit: Emit;
  file?: string;
  secrets?: SeededSecrets;
}): ParameterStore {
  const { now, emit, file, secrets } = options;
  const kept = new Map<string, Parameter>(file === undefined ? [] : readKept(file));
  const keyOf = (region: string, name: unknown): string => `${region} ${name}`;
  let saving: Promise<unknown> = Promise.resolve();
  const save = async (): Promise<void> => {
    if (file === undefined) return;
    saving = saving.then(async () => {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify([...kept], null, 1));
    });
    await saving;
  };

  const describe = (region: string, name: string, { value, type, version, at }: Parameter, account = '') => ({
    ...{ Name: name, Type: type, Value: value, Version: version, DataType: 'text' },
    ...{ LastModifiedDate: at / 1_000, ARN: arnOf(region, account, name) },
  });

  const put = async (region: string, input: Input): Promise<Answer> => {
    const name = String(input.Name);
    const value = String(input.Value ?? '');
    if (!/^\/?[\w.-]+(\/[\w.-]+)*$/.test(name)) return refuse('ValidationException', `no name of a parameter: ${name}`);
    if (value === '') return refuse('ValidationException', 'Value must not be empty');
    if (Buffer.byteLength(value) > MOST_BYTES) {
      return refuse(
        'ValidationException',
        'Standard tier parameters support a maximum parameter value of 4096 characters.',
      );
    }
    const former = kept.get(keyOf(region, name));
    if (former !== undefined && input.Overwrite !== true) {
      return refuse('ParameterAlreadyExists', 'The parameter already exists. To overwrite this value, set Overwrite.');
    }
    const type = former?.type ?? input.Type;
    if (typeof type !== 'string') return refuse('ValidationException', 'A parameter type is required at creation.');
    const version = (former?.version ?? 0) + 1;
    kept.set(keyOf(region, name), { value, type, version, at: now() });
    await save();
    emit({ type: 'parameter', region, name, value, ...(former && { before: former.value }), version });
    return answer({ Version: version, Tier: 'Standard' });
  };

  const seeded = (region: string, name: string): Parameter | undefined => {
    if (region !== secrets?.region || !Object.hasOwn(secrets.values, name)) return undefined;
    return { value: secrets.values[name] ?? '', type: 'SecureString', version: 1, at: now() };
  };

  const get = (region: string, input: Input): Answer => {
    const found = kept.get(keyOf(region, input.Name)) ?? seeded(region, String(input.Name));
    if (found === undefined) return refuse('ParameterNotFound', `no parameter ${input.Name} in ${region}`);
    const isSealed = found.type === 'SecureString' && input.WithDecryption !== true;
    const shown = isSealed ? { ...found, value: SEALED } : found;
    return answer({ Parameter: describe(region, String(input.Name), shown) });
  };

  const getMany = (region: string, input: Input): Answer => {
    const names = input.Names as readonly string[];
    const found = names.flatMap((name) => {
      const parameter = kept.get(keyOf(region, name));
      return parameter === undefined ? [] : [describe(region, name, parameter)];
    });
    const missing = names.filter((name) => !kept.has(keyOf(region, name)));
    return answer({ Parameters: found, InvalidParameters: missing });
  };

  const byPath = (region: string, input: Input): Answer => {
    const path = `${String(input.Path).replace(/\/$/, '')}/`;
    const found = [...kept].flatMap(([key, parameter]) => {
      const name = key.slice(region.length + 1);
      if (!key.startsWith(`${region} `) || !name.startsWith(path)) return [];
      const isDeeper = name.slice(path.length).includes('/');
      return isDeeper && input.Recursive !== true ? [] : [describe(region, name, parameter)];
    });
    return answer({ Parameters: found });
  };

  const remove = async (region: string, input: Input): Promise<Answer> => {
    if (!kept.delete(keyOf(region, input.Name))) return refuse('ParameterNotFound', `no parameter ${input.Name}`);
    await save();
    return answer({});
  };

  return {
    async handle({ region, operation, body }) {
      const input = JSON.parse(body) as Input;
      if (operation === 'PutParameter') return put(region, input);
      if (operation === 'GetParameter') return get(region, input);
      if (operation === 'GetParameters') return getMany(region, input);
      if (operation === 'GetParametersByPath') return byPath(region, input);
      if (operation === 'DeleteParameter') return remove(region, input);
      return undefined;
    },
    resources({ region, body }, account) {
      const input = JSON.parse(body) as Input;
      const names = (input.Names ?? [input.Name ?? input.Path]) as readonly unknown[];
      return names.filter((name) => name !== undefined).map((name) => arnOf(region, account, String(name)));
    },
  };
}

function arnOf(region: string, account: string, name: string): string {
  return `arn:aws:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
}

function answer(value: unknown): Answer {
  return jsonAnswer(200, value, JSON_1_1);
}

function refuse(code: string, message: string): Answer {
  return { ...jsonError(code, message), type: JSON_1_1 };
}

function readKept(file: string): [string, Parameter][] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as [string, Parameter][];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
