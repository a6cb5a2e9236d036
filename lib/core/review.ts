import type { IncidentSummary } from './incident-event.ts';
import { type DeliveryFact, inOrder, type ReviewFigures, type ReviewInput, reviewFigures } from './review-figures.ts';
import { formatInstant, formatSpan } from './time.ts';
import type { Evidence, Vote } from './verdict.ts';

/** What no machine knows; a person writes it under each heading. */
const FOR_PEOPLE: readonly (readonly [string, string])[] = [
  ['Cause', 'What broke, and what had changed before?'],
  ['Impact', 'Who noticed, what could they not do, and what did the switch spare them?'],
  ['What went well, what did not', 'Was the evidence right? Was the page in time, and did it say what to do?'],
  ['Actions', '| what | who | until |\n|---|---|---|\n| | | |'],
];

/** The post-mortem of an incident that is over, as Markdown. The same input gives the same text. */
export function renderReview(input: ReviewInput): string {
  const { summary } = input;
  const figures = reviewFigures(input);
  const sections = [
    `# ${cell(summary.check)}: incident ${cell(summary.id)}`,
    facts(summary, figures),
    `## Timeline\n\n${timeline(input)}`,
    `## Evidence at the opening\n\n${evidence(summary.evidence)}`,
    `## Switch moves\n\n${moves(figures)}`,
    `## Deliveries\n\n${deliveries(input)}`,
    ...FOR_PEOPLE.map(([heading, prompt]) => `## ${heading}\n\n${prompt}`),
  ];
  return `${sections.join('\n\n')}\n`;
}

function evidence({ rule, votes: cast, notes = [] }: Evidence): string {
  const noted = notes.length === 0 ? '' : `${notes.map((note) => `- ${cell(note)}`).join('\n')}\n\n`;
  return `Rule: ${cell(rule)}.\n\n${noted}${votes(cast)}`;
}

function facts(summary: IncidentSummary, figures: ReviewFigures): string {
  const contained =
    figures.containMs === undefined ? 'not contained' : `${formatSpan(figures.containMs)} after the first failing run`;
  const switched = figures.switchedMs === undefined ? '' : `, restricted for ${formatSpan(figures.switchedMs)}`;
  const end = summary.ended === 'resolved' ? 'resolved' : 'closed: the check was removed';
  return table(
    ['', ''],
    [
      ['monitor', cell(summary.monitor)],
      ['first failing run', formatInstant(figures.firstFailureAt)],
      ['detected', `${formatSpan(figures.detectMs)} after the first failing run`],
      ['contained', contained],
      ...(figures.writtenMs === undefined
        ? []
        : [['switchboard written', `${formatSpan(figures.writtenMs)} after the first failing run`]]),
      [end, `${formatSpan(figures.restoreMs)} after the first failing run`],
      ['switch', summary.switch === undefined ? 'none' : `${cell(summary.switch)}${switched}`],
      ['restores that failed', String(figures.retrips)],
      ['acknowledged', summary.acknowledgedBy === undefined ? 'by nobody' : `by ${cell(summary.acknowledgedBy)}`],
      ['notices', `${figures.notices.sent} sent, ${figures.notices.dead} given up`],
    ],
  );
}

/** Events, and the notices between them as they left. */
function timeline({ summary, events, deliveries: facts }: ReviewInput): string {
  const rows = inOrder(events).map(({ at, type, text }) => ({ at, type: String(type), text }));
  for (const { id, type, outcome, detail, at } of inOrderOfTime(facts)) {
    if (type !== 'notice') continue;
    const done = outcome === 'done' ? 'sent' : `${outcome}: ${detail}`;
    rows.push({ at, type: 'notice', text: `${nameEffect(summary, id)} ${done}` });
  }
  rows.sort((a, b) => a.at - b.at);
  const start = summary.firstFailureAt;
  return table(
    ['at', 'after', 'what', ''],
    rows.map(({ at, type, text }) => [formatInstant(at), offset(at - start), type, cell(text)]),
  );
}

function votes(all: readonly Vote[]): string {
  return table(
    ['region', 'vote', 'failed', 'newest run', 'reason'],
    all.map(({ region, vote, failures, of, lastSlot, reason }) => [
      cell(region),
      vote,
      `${failures} of ${of}`,
      lastSlot === undefined ? '-' : formatInstant(lastSlot),
      cell(reason ?? '-'),
    ]),
  );
}

function moves({ switchMoves, firstFailureAt }: ReviewFigures): string {
  if (switchMoves.length === 0) return 'No switch was moved.';
  return table(
    ['at', 'after', 'switch', 'traffic allowed', 'why'],
    switchMoves.map(({ at, switch: name, allow, why }) => [
      formatInstant(at),
      offset(at - firstFailureAt),
      cell(name),
      `${allow} %`,
      why,
    ]),
  );
}

function deliveries({ summary, deliveries: all }: ReviewInput): string {
  if (all.length === 0) return 'The ledger has no delivery of this incident.';
  const rows = table(
    ['effect', 'outcome', 'attempts', 'owed', 'finished', 'took', 'detail'],
    inOrderOfTime(all).map(({ id, outcome, attempts, owedAt, at, detail }) => [
      cell(nameEffect(summary, id)),
      outcome,
      String(attempts),
      formatInstant(owedAt),
      formatInstant(at),
      formatSpan(at - owedAt),
      cell(detail === '' ? '-' : detail),
    ]),
  );
  return `The id of an effect is \`${summary.id}/<effect>\`; a receiver that saw it twice knows it by that.\n\n${rows}`;
}

function inOrderOfTime(all: readonly DeliveryFact[]): readonly DeliveryFact[] {
  return [...all].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** The effect's id without the incident's, which every one of them begins with. */
function nameEffect(summary: IncidentSummary, id: string): string {
  return id.startsWith(`${summary.id}/`) ? id.slice(summary.id.length + 1) : id;
}

function offset(ms: number): string {
  return ms < 0 ? `-${formatSpan(-ms)}` : `+${formatSpan(ms)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Text as Markdown shows it: one line, no table, link, image or HTML of its own. */
function cell(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').replace(/[\\`*[\]<|]/g, '\\$&');
}
