import type { CookieJar } from 'tough-cookie';
import type { Cookies } from '../http/request.ts';
import type { Run } from '../probe/run.ts';

/** Shorter values (`1`, `en-US`) would strike half of what a result says. */
const LEAST_SECRET = 16;

/**
 * The cookies of one run of a flow, by the rules of RFC 6265: domain, path, secure, expiry. What identifies a session (not
 * for scripts, and long enough) is struck. The library is loaded with the first cookie that comes.
 */
export function cookiesOf({ strike }: Pick<Run, 'strike'>): Cookies {
  let jar: CookieJar | undefined;
  return {
    header(url) {
      const value = jar?.getCookieStringSync(url.href) ?? '';
      return isSendable(value) ? value : '';
    },
    async keep(url, cookies) {
      if (cookies.length === 0) return;
      if (jar === undefined) {
        const library = await import('tough-cookie');
        jar ??= new library.CookieJar();
      }
      for (const text of cookies) {
        // A browser ignores what it cannot keep: a foreign domain, a name without a value, a character that cannot be sent.
        if (!isSendable(text)) continue;
        const cookie = jar.setCookieSync(text, url.href, { ignoreError: true });
        if (cookie?.httpOnly === true && cookie.value.length >= LEAST_SECRET) strike(cookie.value);
      }
    },
  };
}

function isSendable(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}
