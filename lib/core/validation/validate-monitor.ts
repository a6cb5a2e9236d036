import { type Draft, draftOf, fieldsOf } from './draft.ts';
import { type Finding, formatPath, type Path, type Problem } from './problem.ts';
import { calendars } from './rules/calendars.ts';
import { trips } from './rules/contain.ts';
import { dependencies } from './rules/dependencies.ts';
import { expectations } from './rules/expectations.ts';
import { flappings } from './rules/flapping.ts';
import { hosts } from './rules/hosts.ts';
import { identities } from './rules/identities.ts';
import { duplicateIds, reservedIds } from './rules/ids.ts';
import { nameServers } from './rules/name-servers.ts';
import { queues } from './rules/queues.ts';
import { quorums } from './rules/quorum.ts';
import { regionEntries, serviceRegions } from './rules/regions.ts';
import { bodies, headers, ownHeaders } from './rules/requests.ts';
import { rules } from './rules/rule-language.ts';
import { secrets } from './rules/secrets.ts';
import { services, someCheck } from './rules/services.ts';
import { slos } from './rules/slos.ts';
import { latencyWarnings, timeouts } from './rules/timing.ts';
import { urls } from './rules/urls.ts';
import { monitorSchema } from './schema-monitor.ts';
import { show } from './show.ts';
import { NOT_MADE, translateIssues, valueAt, WRONG_OPTIONS } from './translate.ts';

const RULES = [
  secrets,
  regionEntries,
  services,
  serviceRegions,
  duplicateIds,
  reservedIds,
  urls,
  hosts,
  nameServers,
  queues,
  bodies,
  headers,
  ownHeaders,
  identities,
  timeouts,
  latencyWarnings,
  expectations,
  rules,
  quorums,
  trips,
  calendars,
  flappings,
  dependencies,
  slos,
];

/** Finds what is wrong in a definition of which nothing is sure yet. Never throws. */
export type Rule = (draft: Draft) => readonly Finding[];

/**
 * Every problem of a definition at once, in its order; none when `compileMonitor` may have it. Never throws. `more`: rules
 * that need what core does not have, such as files.
 */
export function validateMonitor(definition: unknown, more: readonly Rule[] = []): readonly Problem[] {
  if (typeof definition !== 'object' || definition === null || fieldsOf(definition).kind !== 'monitor') {
    return [noMonitor(definition)];
  }
  const shape = monitorSchema.safeParse(definition);
  const draft = draftOf(definition);
  const findings = [
    ...translateIssues(shape.error?.issues ?? [], definition),
    ...someCheck(definition),
    ...[...RULES, ...more].flatMap((rule) => rule(draft)),
  ];
  return inOrder(once(withoutNoise(findings)), definition).map((finding) => problemOf(finding, definition));
}

function noMonitor(definition: unknown): Problem {
  return {
    path: '',
    message: 'the default export is not a monitor',
    got: show(definition),
    allowed: 'what defineMonitor makes',
    fix: "write export default defineMonitor({ … }), with defineMonitor from 'killdeer'",
  };
}

function problemOf({ at, message, got, allowed, fix }: Finding, definition: unknown): Problem {
  return {
    path: formatPath(at),
    message: `${ownerOf(at, definition)}${message}`,
    got: got ?? show(valueAt(definition, at)),
    ...(allowed === undefined ? {} : { allowed }),
    fix,
  };
}

/** Whose problem it is, by id: an index alone says little in a long list. */
function ownerOf(at: Path, definition: unknown): string {
  const nouns: Readonly<Record<string, string>> = { checks: 'check', services: 'service', notify: 'webhook' };
  const noun = nouns[String(at[0])];
  const id = valueAt(definition, [...at.slice(0, 2), 'id']);
  return noun !== undefined && at.length > 1 && typeof id === 'string' ? `${noun} "${id}": ` : '';
}

/** Where an object as a whole is wrong, or a key is misspelt, what is missing in it says nothing more. */
function withoutNoise(findings: readonly Finding[]): readonly Finding[] {
  const owner = ({ at }: Finding): string => formatPath(at.slice(0, -1));
  const wrong = new Set(findings.filter(({ message }) => message === WRONG_OPTIONS).map(owner));
  const meant = new Set(
    findings.flatMap((finding) => {
      const [, key] = finding.message.startsWith('unknown key')
        ? (/^did you mean "(.*)"\?$/.exec(finding.fix) ?? [])
        : [];
      return key === undefined ? [] : [formatPath([...finding.at.slice(0, -1), key])];
    }),
  );
  const notMade = new Set(findings.filter(({ message }) => message.endsWith(NOT_MADE)).map(({ at }) => formatPath(at)));
  return findings.filter((finding) => {
    const isMissing = finding.message.endsWith(' is missing');
    if (isMissing && (wrong.has(owner(finding)) || meant.has(formatPath(finding.at)))) return false;
    return !finding.at.some((_, depth) => depth > 0 && notMade.has(formatPath(finding.at.slice(0, depth))));
  });
}

/** A missing value may be found by the schema and by a rule. */
function once(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [`${formatPath(finding.at)} ${finding.message}`, finding])).values()];
}

/** By the place in the definition; problems of one place in the order in which they were found. */
function inOrder(findings: readonly Finding[], definition: object): readonly Finding[] {
  const keys = Object.keys(definition);
  const rank = ({ at }: Finding): number => {
    const index = typeof at[1] === 'number' ? at[1] : 0;
    return keys.indexOf(String(at[0])) * 1e6 + index;
  };
  return [...findings].sort((a, b) => rank(a) - rank(b));
}
