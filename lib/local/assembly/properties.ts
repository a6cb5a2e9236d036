import { LocalCloudFault } from '../fault.ts';
import type { IntrinsicScope } from './intrinsics.ts';
import type { Stack } from './read-assembly.ts';

/** One resource of a known type, its honoured properties resolved; `raw` has them as the template does. */
export type ResourceReader = {
  readonly type: string;
  readonly id: string;
  readonly stack: Stack;
  readonly scope: IntrinsicScope;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly raw: Readonly<Record<string, unknown>>;
};

/** Where the resource stands. */
export function placeOf({ id, stack }: ResourceReader): { stack: string; id: string; region: string } {
  return { stack: stack.name, id, region: stack.region };
}

/** A text property. Throws a LocalCloudFault when it is missing or no text. */
export function textOf(reader: ResourceReader, name: string): string {
  const value = reader.properties[name];
  return typeof value === 'string' ? value : refuse(reader, name, 'a text');
}

/** A number property, or the default where it is absent. */
export function numberOf(reader: ResourceReader, name: string, fallback: number): number {
  const value = reader.properties[name] ?? fallback;
  return Number.isFinite(Number(value)) ? Number(value) : refuse(reader, name, 'a number');
}

/** An object property, empty where it is absent. */
export function objectOf(reader: ResourceReader, name: string): Readonly<Record<string, unknown>> {
  const value = reader.properties[name] ?? {};
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : refuse(reader, name, 'an object');
}

/** Stops the cloud for a value that it does not know. */
export function refuse(reader: ResourceReader, name: string, allowed: string): never {
  const got = JSON.stringify(reader.properties[name]) ?? 'nothing';
  throw new LocalCloudFault(
    'property',
    reader.scope.where,
    `${reader.type} ${name}: got ${got}; known here: ${allowed}`,
  );
}

/** The logical id of the role that a property refers to by Fn::GetAtt, else the text of its ARN. */
export function roleOf(raw: unknown): string {
  if (typeof raw === 'object' && raw !== null && 'Fn::GetAtt' in raw) {
    const argument = raw['Fn::GetAtt'];
    return Array.isArray(argument) ? String(argument[0]) : (String(argument).split('.')[0] ?? '');
  }
  return String(raw);
}
