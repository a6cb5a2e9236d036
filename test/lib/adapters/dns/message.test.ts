import { decode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../../lib/adapters/dns/findings.ts';
import { encodeQuestion, type Question, readAnswer } from '../../../../lib/adapters/dns/message.ts';
import { MalformedMessage } from '../../../../lib/adapters/dns/names.ts';
import { DNS_TYPES, type DnsType } from '../../../../lib/core/dns-text.ts';
import { answerTo, rawAnswerTo, rawRecord, SAME_NAME } from './name-server.ts';

const TYPES = Object.keys(DNS_TYPES) as readonly DnsType[];

const ask = (type: DnsType, name = 'www.shop.example'): Question => ({ id: 7, name, type, recursion: true });

/** What comes of a message: findings, none, or the one error that the prober knows. */
function judge(message: Buffer, question: Question): 'found' | 'passed over' | 'malformed' {
  try {
    const answer = readAnswer(message, question);
    if ('not' in answer) return 'passed over';
    findingsOf(question, answer);
    return 'found';
  } catch (error) {
    if (error instanceof MalformedMessage) return 'malformed';
    throw error;
  }
}

describe('a question', () => {
  it('is one that another library reads', () => {
    for (const type of TYPES) {
      const { questions, id } = decode(encodeQuestion(ask(type)));
      expect(id).toBe(7);
      expect(questions).toEqual([
        { name: 'www.shop.example', type: type === 'HTTPS' ? 'UNKNOWN_65' : type, class: 'IN' },
      ]);
    }
    expect(decode(encodeQuestion(ask('NS', ''))).questions?.[0]?.name).toBe('.');
  });
});

describe('a name', () => {
  it('shows what is no visible ASCII, and a dot within a label, as master files do', () => {
    const target = Buffer.from('\x05a.\\\x01B\x00', 'latin1');
    const query = { id: 7, questions: [{ type: 'CNAME' as const, name: 'www.shop.example' }] };
    const answer = readAnswer(rawAnswerTo(query, [rawRecord(SAME_NAME, 5, target)]), ask('CNAME'));
    if ('not' in answer) throw new Error(answer.not);
    expect(findingsOf(ask('CNAME'), answer).body).toBe('a\\.\\\\\\001b');
  });
});

describe('any message', () => {
  it('is read, passed over or malformed, and nothing else', () => {
    const counts = { found: 0, 'passed over': 0, malformed: 0 };
    const data = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    const record = fc.tuple(fc.constantFrom(...TYPES), data).map(([type, bytes]) => ({ type, bytes }));
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.array(record, { maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 3 }),
        fc.nat(200),
        (type, records, changes, cut) => {
          const query = { id: 7, questions: [{ type: 'A' as const, name: 'www.shop.example' }] };
          const whole = rawAnswerTo(query, [
            ...records.map((one) => rawRecord(SAME_NAME, DNS_TYPES[one.type], one.bytes)),
            rawRecord(SAME_NAME, DNS_TYPES[type], Buffer.of(0)),
          ]);
          whole.writeUInt16BE(DNS_TYPES[type], 30);
          for (const [at, to] of changes) if (at < whole.length) whole[at] = to;
          counts[judge(cut < 150 ? whole : whole.subarray(0, cut), ask(type))] += 1;
        },
      ),
      { numRuns: 5_000 },
    );
    expect(counts.found).toBeGreaterThan(50);
    expect(counts.malformed).toBeGreaterThan(500);
    expect(counts['passed over']).toBeGreaterThan(50);
  });

  it('is what another library reads of it, where both read it', () => {
    const octet = fc.nat(255);
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(octet, octet), { maxLength: 20 }), (ends) => {
        const answers = ends.map(([a, b]) => ({
          type: 'A' as const,
          name: 'www.shop.example',
          data: `10.0.${a}.${b}`,
        }));
        const message = answerTo({ id: 7, questions: [{ type: 'A', name: 'www.shop.example' }] }, { answers });
        const answer = readAnswer(message, ask('A'));
        if ('not' in answer) throw new Error(answer.not);
        const theirs = (decode(message).answers ?? []).map((one) => (one.type === 'A' ? one.data : ''));
        expect(findingsOf(ask('A'), answer).values?.['dns.answers']).toEqual([...new Set(theirs)].sort());
      }),
    );
  });
});
