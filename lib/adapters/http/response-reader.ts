import { ProbeFailure } from '../probe/probe-failure.ts';
import { chunkDecoder } from './chunks.ts';
import {
  type Framing,
  framingOf,
  HEAD_CAP,
  type Head,
  malformed,
  overflow,
  parseHead,
  parseStatusLine,
} from './response-head.ts';

/** Most that a probe reads of a body, in bytes, as sent and as decoded. */
export const BODY_CAP = 256 * 1024;

/** Most informational answers (100, 102, 103) before the real one. */
const MOST_INFORMATIONAL = 32;

/** The answer of one hop. `body`: as sent, not decoded; empty where it was not wanted. */
export type Answer = Head & { readonly body: Buffer };

/** Reads one answer of HTTP/1 from the bytes of a connection, as they come. */
export type ResponseReader = {
  /** Takes what came: the answer, once it is whole. Bytes behind it are not looked at. Throws a `ProbeFailure`. */
  push(bytes: Buffer): Answer | undefined;
  /** The connection ended: the answer, where that is its end. Throws a `ProbeFailure`, or an error of code EOF. */
  end(): Answer;
};

export type ReadOptions = {
  readonly method: string;
  /** Told as soon as the status and headers are there; whether the body shall be read. */
  readonly onHead: (head: Head) => boolean;
};

/** Most bytes of a whole head, with what is around its names and values. */
const WHOLE_HEAD_CAP = 2 * HEAD_CAP;

const NO_BODY = Buffer.alloc(0);

/** A reader for the answer to one request of this method. As strict as Node's own parser, which its test holds it against. */
export function responseReader({ method, onHead }: ReadOptions): ResponseReader {
  const takeHead = headReader();
  let head: Head | undefined;
  let body: BodyReader | undefined;
  return {
    push(bytes) {
      let rest = bytes;
      if (head === undefined || body === undefined) {
        const found = takeHead(bytes);
        if (found === undefined) return undefined;
        ({ head, rest } = found);
        const framing = framingOf(head, method);
        if (!onHead(head)) return { ...head, body: NO_BODY };
        body = bodyReader(framing);
      }
      const whole = body.push(rest);
      return whole && { ...head, body: whole };
    },
    end() {
      if (head === undefined || body === undefined) throw Object.assign(new Error('closed'), { code: 'EOF' });
      return { ...head, body: body.end() };
    },
  };
}

/** Gives the head of the real answer, and what came behind it, as soon as it is whole. */
function headReader(): (bytes: Buffer) => { readonly head: Head; readonly rest: Buffer } | undefined {
  let text = '';
  let informational = 0;
  return function take(bytes) {
    const before = text.length;
    // Some servers end what they said before with one line too many.
    const skipped = before === 0 ? blankLines(bytes) : 0;
    text += bytes.toString('latin1', skipped);
    const end = text.indexOf('\r\n\r\n', Math.max(0, before - 3));
    if (end > WHOLE_HEAD_CAP || (end < 0 && text.length > WHOLE_HEAD_CAP)) throw overflow();
    if (end < 0) {
      assertHopeful(text, before);
      return undefined;
    }
    const head = parseHead(text.slice(0, end));
    const rest = bytes.subarray(skipped + end + 4 - before);
    if (head.status === 101) throw switched();
    if (head.status >= 200) return { head, rest };
    text = '';
    informational += 1;
    if (informational > MOST_INFORMATIONAL) throw tooManyInformational();
    return take(rest);
  };
}

function blankLines(bytes: Buffer): number {
  let count = 0;
  while (bytes[count] === 0x0d || bytes[count] === 0x0a) count += 1;
  return count;
}

/** A CR without an LF behind it, or an LF without a CR before it. */
const LONE = /\r[^\n]|(?<!\r)\n/g;

/** Fails early what is never going to be a head, so that a server which then waits is not taken for a slow one. */
function assertHopeful(text: string, before: number): void {
  const line = text.indexOf('\r\n');
  if (line < 0 && !text.startsWith('HTTP/'.slice(0, text.length))) parseStatusLine(`${text}…`);
  if (before <= line) parseStatusLine(text.slice(0, line));
  LONE.lastIndex = Math.max(0, before - 1);
  const lone = LONE.exec(text);
  if (lone === null) return;
  throw malformed('a line of its head does not end with CR and LF', `${text.slice(0, lone.index)}…`);
}

type BodyReader = { push(bytes: Buffer): Buffer | undefined; end(): Buffer };

function bodyReader(framing: Framing): BodyReader {
  const length = framing.by === 'length' ? framing.length : Number.POSITIVE_INFINITY;
  if (framing.by === 'length' && length > BODY_CAP) throw overCap(`content-length ${length}`);
  const pieces: Buffer[] = [];
  let size = 0;
  const take = (data: Buffer) => {
    size += data.length;
    if (size > BODY_CAP) throw overCap(`more than ${BODY_CAP} bytes`);
    pieces.push(data);
  };
  const whole = () => (pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces));
  const decode = framing.by === 'chunks' ? chunkDecoder(take) : undefined;
  return {
    push(bytes) {
      if (decode !== undefined) return decode(bytes) ? whole() : undefined;
      take(size + bytes.length > length ? bytes.subarray(0, length - size) : bytes);
      return size === length ? whole() : undefined;
    },
    end() {
      if (framing.by === 'close') return whole();
      const came = framing.by === 'length' ? `${size} of ${length}` : size;
      const message = `incomplete response: the connection was closed after ${came} bytes of the body`;
      throw new ProbeFailure('protocol', message, { expected: 'a whole body', actual: `${came} bytes` });
    },
  };
}

/** The failure of a body that is larger than `BODY_CAP`. */
export function overCap(actual: string): ProbeFailure {
  const message = `the body is larger than ${BODY_CAP / 1024} KB, the most that a probe reads`;
  return new ProbeFailure('protocol', message, { expected: `at most ${BODY_CAP} bytes`, actual });
}

function switched(): ProbeFailure {
  const detail = { expected: 'an HTTP response', actual: '101 Switching Protocols' };
  return new ProbeFailure('protocol', 'the server switched protocols unasked', detail);
}

function tooManyInformational(): ProbeFailure {
  const message = `more than ${MOST_INFORMATIONAL} informational answers (1xx) and no real one`;
  return new ProbeFailure('protocol', message, { expected: 'an HTTP response', actual: 'answers of status 1xx' });
}
