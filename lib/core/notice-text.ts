import type { Notice } from './notice.ts';
import { formatInstant, formatSpan } from './time.ts';

/** Most characters of an SNS subject: it must be shorter than 100. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const SUBJECT_LENGTH = 99;

/** Most characters of one line of a text: what a target answered may be long, and must not bury the rest. */
const LINE_LENGTH = 300;

const LABEL_WIDTH = 11;

/**
 * A notice in one line of ASCII, at most 99 characters, whatever the notice holds:
 * `[CRITICAL] shop: recommendations is down in eu-west-1, us-east-1`. An update begins with `[UPDATE]`, the end with `[RESOLVED]`.
 */
export function noticeSubject(notice: Notice): string {
  const ascii = `[${tagOf(notice)}] ${notice.monitor}: ${headline(notice)}`.replace(/[^\x20-\x7e\s]/gu, '?');
  return shorten(oneLine(ascii), SUBJECT_LENGTH);
}

/**
 * A notice as plain text for a person woken at night: what, where, since when, evidence, what was contained, what to do;
 * ids last. Line breaks in what a target answered become spaces, so that nothing can pretend to be a line of ours.
 */
export function noticeText(notice: Notice): string {
  const evidence = notice.evidence.map((line) => `  - ${clip(line)}`);
  return [
    clip(`[${tagOf(notice)}] ${headline(notice)}`),
    '',
    ...labelled(notice.kind === 'resolve' ? 'well in' : 'where', notice.regions.join(', ')),
    ...(notice.kind === 'resolve' ? labelled('lasted', lasting(notice)) : labelled('since', sinceWhen(notice))),
    ...labelled('contained', notice.contained),
    ...labelled('do now', notice.next ?? ''),
    ...(evidence.length === 0 ? [] : ['', 'evidence', ...evidence]),
    '',
    ...labelled('look', `npx killdeer incidents show ${shellWord(notice.incident)}`),
    ...labelled('incident', notice.incident),
    ...labelled('check', `${notice.check} of monitor ${notice.monitor}`),
    ...labelled('decided', formatInstant(notice.at)),
    '',
  ].join('\n');
}

function tagOf(notice: Notice): string {
  switch (notice.kind) {
    case 'trigger':
      return notice.severity.toUpperCase();
    case 'update':
      return 'UPDATE';
    case 'resolve':
      return 'RESOLVED';
    default:
      return notice.kind satisfies never;
  }
}

/** What happened; it names the check even where the sentence does not. */
function headline({ what, check }: Notice): string {
  return what.includes(check) ? what : `${check}: ${what}`;
}

function sinceWhen({ since, at }: Notice): string {
  return `${readable(since)}, ${formatSpan(Math.max(0, at - since))} before this notice`;
}

function lasting({ since, at }: Notice): string {
  return `${formatSpan(Math.max(0, at - since))}, from ${readable(since)} to ${readable(at)}`;
}

function readable(at: number): string {
  return `${formatInstant(at).slice(0, 19).replace('T', ' ')} UTC`;
}

/** As a person may paste it: the monitor's own incidents begin with `$monitor`, which a shell would replace. */
export function shellWord(text: string): string {
  return /^[\w.:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function labelled(label: string, value: string): readonly string[] {
  return value === '' ? [] : [`${label.padEnd(LABEL_WIDTH)}${clip(value)}`];
}

function clip(text: string): string {
  return shorten(oneLine(text), LINE_LENGTH);
}

function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 3).trimEnd()}...`;
}
