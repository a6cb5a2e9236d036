import { LocalCloudFault } from '../fault.ts';
import type { FunctionDeclaration, UrlDeclaration } from './declarations.ts';
import { numberOf, objectOf, placeOf, type ResourceReader, refuse, roleOf, textOf } from './properties.ts';

/** Reads a function whose code is a bundle in the assembly. */
export function declareFunction(reader: ResourceReader): FunctionDeclaration {
  const { scope, id, stack, properties, raw } = reader;
  if (!/^nodejs\d+\.x$/.test(textOf(reader, 'Runtime'))) refuse(reader, 'Runtime', 'nodejs…');
  const name = scope.ref(id);
  const key = objectOf(reader, 'Code').S3Key;
  const folder = typeof key === 'string' ? stack.assets.get(key) : undefined;
  if (folder === undefined) {
    throw new LocalCloudFault('handler', scope.where, 'its code is no asset of the assembly');
  }
  const [, file, exportName] = /^(.+)\.([^./]+)$/.exec(textOf(reader, 'Handler')) ?? [];
  if (file === undefined || exportName === undefined) refuse(reader, 'Handler', '<file>.<export>');
  const variables = (objectOf(reader, 'Environment').Variables ?? {}) as Record<string, unknown>;
  return {
    ...placeOf(reader),
    name,
    arn: scope.attribute(id, 'Arn'),
    role: roleOf(raw.Role),
    folder,
    file: `${file}.js`,
    exportName,
    environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
    timeoutMs: numberOf(reader, 'Timeout', 3) * 1_000,
    memoryMb: numberOf(reader, 'MemorySize', 128),
    ...(properties.ReservedConcurrentExecutions !== undefined && {
      reserved: numberOf(reader, 'ReservedConcurrentExecutions', 0),
    }),
    logGroup: String(objectOf(reader, 'LoggingConfig').LogGroup ?? `/aws/lambda/${name}`),
  };
}

/** Reads a function's public URL. Only one that anybody may call is known here. */
export function declareUrl(reader: ResourceReader): UrlDeclaration {
  if (textOf(reader, 'AuthType') !== 'NONE') refuse(reader, 'AuthType', 'NONE');
  return { ...placeOf(reader), function: textOf(reader, 'TargetFunctionArn') };
}
