import { describe, expect, test } from 'vitest';
import { NOON } from '../../builders.ts';
import { aDefinition, startFolder } from '../killdeer.ts';
import { head, hour } from './an-hour.ts';

const { written, killdeer } = startFolder();
const checks = written('checks.ts', aDefinition());
const history = written('history.csv', hour());

describe('a history that cannot be judged ends with 2 and one line', () => {
  test.each<[string, string | undefined, RegExp]>([
    ['none.csv', undefined, /^killdeer: there is no file .*none\.csv\n$/],
    ['.', undefined, /^killdeer: .* is a folder\n$/],
    [
      'empty.csv',
      '',
      /^killdeer: .*empty\.csv, line 1: the file is empty; a history begins with at,check,region,outcome,latency\n$/,
    ],
    [
      'head.csv',
      head,
      /^killdeer: .*head\.csv has no run; defined are the checks cart, in eu-west-1, us-east-1, ap-southeast-2\n$/,
    ],
    [
      'other.csv',
      hour('basket'),
      /^killdeer: .*other\.csv has no run of a defined check and region in 1080: they are of basket in eu-west-1 \(360\), .*; defined are the checks cart, in eu-west-1, us-east-1, ap-southeast-2\n$/,
    ],
    [
      'region.csv',
      hour().replaceAll(/eu-west-1|us-east-1|ap-southeast-2/g, 'eu-west-9'),
      /^killdeer: .* in 1080: they are of cart in eu-west-9 \(1,080\); defined are the checks cart, in eu-west-1, /,
    ],
    [
      'wrong.csv',
      hour().replace(',80\n', ',fast\n'),
      /^killdeer: .*wrong\.csv, line 2: latency is "fast"; allowed: milliseconds, from 0 to 3600000\n$/,
    ],
    [
      'unsorted.csv',
      `${hour()}${NOON},cart,eu-west-1,pass,1\n`,
      /^killdeer: .*, line 1082: 1795348800000 comes after a later one; a history is sorted by its first column\n$/,
    ],
    [
      'incident.json',
      '{\n  "killdeer": "incident",\n',
      /^killdeer: .*, line 1: this is one recorded incident, no history: .*`killdeer replay`\n$/,
    ],
    ['notes.md', '# notes\n', /^killdeer: .*, line 1: the header is "# notes"; a history begins with/],
    [
      'later.ndjson',
      '{"killdeer":"history","v":2}\n',
      /^killdeer: .*, line 1: version 2; this release reads version 1: use the release that wrote it\n$/,
    ],
  ])('%s', async (name, content, message) => {
    const file = written(`bad/${name === '.' ? 'x' : name}`, content ?? '');
    const given = name === '.' ? file.slice(0, -2) : content === undefined ? file.replace('bad', 'bad2') : file;
    const { code, stdout, stderr } = await killdeer('backtest', '--checks', checks, '--history', given, '--json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('so do labels that cannot be read, and a definition that is missing', async () => {
    const bad = written('bad-labels.csv', 'check;from;to;name\n');
    const { code, stderr } = await killdeer('backtest', '--checks', checks, '--history', history, '--labels', bad);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `killdeer: ${bad}, line 1: the header is "check;from;to;name"; labels begin with check,from,to,name\n`,
    );
    const none = await killdeer('backtest', '--checks', '/no/such/checks.ts', '--json');
    expect(none.code).toBe(2);
    expect(JSON.parse(none.stdout)).toMatchObject({ valid: false, problems: [{ message: 'there is no such file' }] });
  });
});
