/** Parameter Store, Secrets Manager. */
export const SECRET_STORES = ['ssm', 'secretsmanager'] as const;

/** A value that stands nowhere in the definition: the probe reads it when it needs it. */
export type SecretRef = {
  readonly kind: 'secret';
  /** `ssm` (default): a SecureString of Parameter Store. `secretsmanager`: a secret of Secrets Manager. */
  readonly store?: (typeof SECRET_STORES)[number];
  /** The parameter's name, or the secret's. */
  readonly name: string;
  /** Which member of a secret that is JSON. */
  readonly key?: string;
};

/** A text with secrets in it: what the tag `template` makes. */
export type Template = { readonly kind: 'template'; readonly parts: readonly (string | SecretRef)[] };

/** A text that may hold secrets. */
export type Text = string | SecretRef | Template;

/** The same thing with every secret read: what a prober works with. */
export type Resolved<T> = T extends SecretRef | Template
  ? string
  : T extends RegExp | ((...args: never) => unknown) | Uint8Array
    ? T
    : T extends object
      ? { readonly [K in keyof T]: Resolved<T[K]> }
      : T;

/** A secret could not be read. The message names it and never holds any of its value. */
export class UnreadableSecret extends Error {
  override readonly name = 'UnreadableSecret';
  /** Its store said so (there is none of that name, it is not for us), rather than not answering. */
  readonly isAnswer: boolean;
  readonly reason: string;

  constructor(ref: SecretRef, reason: string, isAnswer: boolean) {
    super(`the secret ${nameOf(ref)} could not be read: ${reason}`);
    this.isAnswer = isAnswer;
    this.reason = reason;
  }
}

/** A secret by its name, for people; with its key where it has one. */
export function nameOf({ name, key }: SecretRef): string {
  return key === undefined ? name : `${name} (${key})`;
}

/** The member of a secret that its reference asks for, or the whole. Throws an `UnreadableSecret`. */
export function memberOf(text: string, ref: SecretRef): string {
  if (ref.key === undefined) return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnreadableSecret(ref, 'it is no JSON, and a key of it is asked for', true);
  }
  const member =
    typeof value === 'object' && value !== null && Object.hasOwn(value, ref.key) ? Object(value)[ref.key] : undefined;
  if (typeof member === 'string') return member;
  if (typeof member === 'number' || typeof member === 'boolean') return String(member);
  throw new UnreadableSecret(
    ref,
    member === undefined ? 'it has no such key' : 'what stands under its key is no text',
    true,
  );
}

/** Every secret that a value holds, however deep. */
export function secretsIn(value: unknown): readonly SecretRef[] {
  const found: SecretRef[] = [];
  collect(value, found);
  return found;
}

function collect(value: unknown, found: SecretRef[]): void {
  if (!isWalked(value)) return;
  if (isSecretRef(value)) found.push(value);
  else for (const part of Object.values(value)) collect(part, found);
}

/** The value with each secret replaced by what `read` says it is. What holds none is given back as it is. */
export function resolveSecrets<T>(value: T, read: (ref: SecretRef) => string): Resolved<T> {
  return replace(value, read) as Resolved<T>;
}

/** A text for people, each secret shown as its name. */
export function showText(text: Text): string {
  if (typeof text === 'string') return text;
  return text.kind === 'secret' ? `<${text.name}>` : text.parts.map(showText).join('');
}

/** Whether a value is a text, a secret or a template. */
export function isText(value: unknown): value is Text {
  return typeof value === 'string' || isSecretRef(value) || isTemplate(value);
}

function replace(value: unknown, read: (ref: SecretRef) => string): unknown {
  if (isSecretRef(value)) return read(value);
  if (isTemplate(value)) return value.parts.map((part) => (typeof part === 'string' ? part : read(part))).join('');
  if (secretsIn(value).length === 0) return value;
  if (Array.isArray(value)) return value.map((item) => replace(item, read));
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, replace(item, read)]));
}

function isWalked(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof RegExp) && !ArrayBuffer.isView(value);
}

function isSecretRef(value: unknown): value is SecretRef {
  return hasKind(value, 'secret') && typeof (value as { name?: unknown }).name === 'string';
}

function isTemplate(value: unknown): value is Template {
  return hasKind(value, 'template') && Array.isArray((value as { parts?: unknown }).parts);
}

function hasKind(value: unknown, kind: string): boolean {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === kind;
}
