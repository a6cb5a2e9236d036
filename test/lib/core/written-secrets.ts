const html = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[char] ?? '',
  );
const unicode = (text: string) =>
  text.replace(/[^a-z]/g, (char) =>
    Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const percent = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
export const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** How a server, a library or a log may write what it was given. */
export const WRITTEN: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in capitals': (text) => text.toUpperCase(),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in small hex': (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  'URL-encoded as a form': (text) => new URLSearchParams({ a: text }).toString().slice(2),
  'URL-encoded where it must be': encodeURI,
  'URL-encoded whole': percent,
  'URL-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'in the path of a URL': (text) => new URL(`http://a/${text.replaceAll(/[?#\\\n]/g, encodeURIComponent)}`).pathname,
  'JSON-escaped': json,
  'JSON-escaped twice': (text) => json(json(text)),
  'JSON-escaped three times': (text) => json(json(json(text))),
  'JSON-escaped with \\/': (text) => json(text).replaceAll('/', '\\/'),
  'JSON-escaped in \\uXXXX': unicode,
  'JSON-escaped, then URL-encoded': (text) => encodeURIComponent(json(text)),
  'URL-encoded, then JSON-escaped': (text) => json(encodeURIComponent(text)),
  'HTML-escaped': html,
  'HTML-escaped twice': (text) => html(html(text)),
  'HTML-escaped in numbers': (text) => Array.from(text, (char) => `&#${char.codePointAt(0)};`).join(''),
  'HTML-escaped, then JSON-escaped': (text) => json(html(text)),
  'in base64': base64,
  'in base64 behind one byte': (text) => base64(`x${text}`),
  'in base64 behind two bytes': (text) => base64(`xy${text}z`),
  'in base64, as basic auth': (text) => base64(`ann:${text}`),
  'in base64, as OAuth has it': (text) => base64(`client:${encodeURIComponent(text)}`),
  'in base64 of JSON': (text) => base64(JSON.stringify({ token: text })),
  'in base64url': base64url,
  'in base64url, within a token': (text) => base64url(JSON.stringify({ sub: 'ann', pass: text, more: 'more' })),
  'in base64, URL-encoded': (text) => encodeURIComponent(base64(text)),
  'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
  'in large hexadecimal': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'read as Latin-1': (text) => Buffer.from(text).toString('latin1'),
};

/** What of a written form is of the secret alone: the edges of base64 share bits with what is around it. */
export function heart(write: (text: string) => string, secret: string): string {
  const hearts = [0, 1, 2].map((more) => apart(write(secret), write('~'.repeat(secret.length + more))));
  return hearts.sort((a, b) => a.length - b.length)[0] ?? '';
}

function apart(form: string, other: string): string {
  let from = 0;
  while (from < form.length && form[from] === other[from]) from += 1;
  let tail = 0;
  while (tail < form.length - from && form.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  return form.slice(from + 2, form.length - tail - 2);
}

/** The first run of characters of a secret's form that a text still shows. */
export function leak(text: string, form: string, length = 8): string | undefined {
  for (let at = 0; at + length <= form.length; at += 1) {
    const run = form.slice(at, at + length);
    if (new Set(run).size >= length - 2 && text.toLowerCase().includes(run.toLowerCase())) return run;
  }
  return undefined;
}
