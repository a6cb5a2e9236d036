/** Fewest characters of a part of a secret, or of an encoded form of one, that are struck wherever they stand. */
const LEAST = 4;

/** Fewest characters of a word or a line of a secret that are struck by themselves. */
const LEAST_WORD = 8;

/**
 * The forms that a secret takes in what a server echoes, each as its characters in lower case: as it is, escaped (an
 * escape of an escape is read off these), in base64 at each of its three alignments, and in hexadecimal; and those of the
 * parts that programs take out of one.
 */
export function formsOf(secret: string): readonly (readonly string[])[] {
  const parts = [secret, ...partsOf(secret)].filter((part) => part !== '');
  const texts = new Set(parts.flatMap(escapedForms));
  const coded = new Set([...texts].flatMap((text) => encodedForms(text)));
  for (const part of parts) if (part.length >= LEAST) coded.add(hexOf(utf8(part)));
  const forms = new Set([...texts, ...[...coded].filter((form) => form.length >= LEAST)]);
  return [...forms].map(unitsOf);
}

/** Characters in lower case, one by one, as texts are read: some letters become others, or two, within a word. */
export function unitsOf(text: string): readonly string[] {
  return Array.from(text, (char) => char.toLowerCase());
}

/** What a program may take out of a secret and show alone. */
function partsOf(secret: string): readonly string[] {
  const found = [secret.trim(), ...secret.split(/\s+/).filter((word) => word.length >= LEAST_WORD)];
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(secret.trim())) found.push(...partsOfUrl(secret.trim()));
  else if (/^\s*[{[]/.test(secret)) found.push(...textsIn(secret));
  else found.push(...credentialsIn(secret));
  return found.filter((part) => part.length >= LEAST && part !== secret);
}

/** All of a URL but its scheme and host, which a person needs to see. */
function partsOfUrl(text: string): readonly string[] {
  const url = URL.parse(text);
  if (url === null) return [];
  const { username, password, pathname, search } = url;
  const segments = pathname.split('/').filter((segment) => segment.length >= LEAST_WORD);
  const values = [...url.searchParams.values()];
  const path = `${pathname}${search}`;
  return [username, password, ...[username, password].map(decoded), path, pathname, ...segments, ...values];
}

/** The values of a secret that is JSON. */
function textsIn(json: string): readonly string[] {
  const found: string[] = [];
  try {
    JSON.parse(json, (_, value: unknown) => {
      if (typeof value === 'string') found.push(value);
      return value;
    });
  } catch {
    return [];
  }
  return found;
}

/** The password of `user:password`, also where it stands as a whole header: `Basic dXNlcjpwYXNz`. */
function credentialsIn(secret: string): readonly string[] {
  const basic = /^\s*basic\s+([A-Za-z0-9+/_-]+=*)\s*$/i.exec(secret)?.[1];
  const pair = basic === undefined ? secret : fromBase64(basic);
  const colon = pair.indexOf(':');
  const password = colon < 0 || /\s/.test(pair.trim()) ? [] : [pair.slice(colon + 1)];
  return basic === undefined ? password : [pair, ...password];
}

/** A text as it is and with the escapes of JSON, URLs, forms and HTML over it. */
function escapedForms(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const wellFormed = text.toWellFormed();
  const html = text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
  const form = new URLSearchParams({ a: wellFormed }).toString().slice(2);
  return [text, json, json.replaceAll('/', '\\/'), encodeURIComponent(wellFormed), encodeURI(wellFormed), form, html];
}

/** Base64 of a text, whole and wherever it stands within more; both alphabets, in UTF-8 and as headers carry it. */
function encodedForms(text: string): readonly string[] {
  const isLatin = /[\x80-\xff]/.test(text) && /^[\0-\xff]*$/.test(text);
  return [utf8(text), ...(isLatin ? [Array.from(text, (char) => char.charCodeAt(0))] : [])].flatMap((bytes) => {
    const inside = [0, 1, 2].map((shift) => {
      const coded = toBase64([...Array<number>(shift).fill(0), ...bytes]);
      // Only characters all of whose bits are the secret's: the first and the last may share theirs with what is around it.
      return coded.slice(Math.ceil((8 * shift) / 6), Math.floor((8 * (shift + bytes.length)) / 6));
    });
    const forms = [toBase64(bytes).replace(/=+$/, ''), ...inside];
    return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
  });
}

function utf8(text: string): readonly number[] {
  return [...new TextEncoder().encode(text)];
}

function hexOf(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function toBase64(bytes: readonly number[]): string {
  return btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(text: string): string {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return text;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
