import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What opens a connection, or sends a datagram, by itself: by module, the names of it that do. */
const OPENERS: Readonly<Record<string, RegExp>> = {
  'node:net': /^(?:connect|createConnection)$/,
  'node:tls': /^connect$/,
  'node:dgram': /./,
  'node:http': /^(?:request|get|Agent)$/,
  'node:https': /^(?:request|get|Agent)$/,
  'node:http2': /^connect$/,
  'node:dns': /^(?:lookup|resolve\w*|Resolver|promises)$/,
  'node:dns/promises': /./,
  undici: /./,
};

function opens(text: string): boolean {
  if (/(?<![.\w])fetch\s*\(|new (?:WebSocket|Socket|TLSSocket|ClientRequest)\s*\(/.test(text)) return true;
  return Object.entries(OPENERS).some(([module, names]) => {
    if (new RegExp(`import\\('${module}'\\)|import (?!type)(?:\\* as )?\\w+[^;{]* from '${module}'`).test(text))
      return true;
    const named = [...text.matchAll(new RegExp(`import \\{([^}]*)\\} from '${module}'`, 'g'))];
    const values = named.flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
    return values.some((name) => name !== '' && !name.startsWith('type ') && names.test(name.split(' ')[0] ?? ''));
  });
}

/** Where this is done, and why the address guard is not passed by. */
const PLACES: Readonly<Record<string, string>> = {
  'lib/adapters/probe/connect.ts': 'opens what the guard let pass; `open` is the only one to call it',
  'lib/adapters/probe/resolve.ts': 'asks name servers; what they answer is judged by `open`',
  'lib/adapters/probe/tunnel.ts': 'speaks over a socket of `open`',
  'lib/adapters/grpc/call.ts': 'speaks over a socket of `open`',
  'lib/adapters/websocket/handshake.ts': 'speaks over a socket of `open`',
  'lib/adapters/udp/probe-udp.ts': 'sends to an address of `addressOf`',
  'lib/adapters/dns/ask-by-udp.ts': 'sends to addresses that probe-dns.ts has from `addressOf`',
  'lib/adapters/aws/aws-call.ts': 'calls AWS; its hosts are AWS’s, never a target’s',
  'lib/adapters/webhook/webhooks.ts': 'calls the channels that the definition names, not targets; no probe',
};

const files = globSync('lib/adapters/**/*.ts', { cwd: ROOT }).map((path) => ({
  path: path.replaceAll('\\', '/'),
  text: readFileSync(`${ROOT}/${path}`, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
}));

const opening = files.filter(({ text }) => opens(text));

describe('the address guard is on every way out', () => {
  test('nothing opens a connection or sends a datagram but the places that are known', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(opening.map(({ path }) => path).filter((path) => !(path in PLACES))).toEqual([]);
  });

  test('each known place is there, and still does', () => {
    expect(Object.keys(PLACES).filter((path) => !opening.some((one) => one.path === path))).toEqual([]);
  });

  test('what speaks over a socket of `open` lets no library open one of its own', () => {
    const speaking = Object.entries(PLACES).filter(([, why]) => why.startsWith('speaks over'));
    for (const [path] of speaking) {
      const { text = '' } = files.find((file) => file.path === path) ?? {};
      expect(text, path).toMatch(/createConnection: \(\) => \w*[sS]ocket/);
    }
  });

  test('only `open` calls what connects, and only after it chose an address', () => {
    const users = files.filter(({ text }) => /\bopenTcp\b/.test(text)).map(({ path }) => path);
    expect(users.sort()).toEqual(['lib/adapters/probe/connect.ts', 'lib/adapters/probe/open.ts']);
    const { text = '' } = files.find(({ path }) => path === 'lib/adapters/probe/open.ts') ?? {};
    expect(text).toMatch(/const address = await resolved\([\s\S]*openTcp\(address,/);
  });

  test('every kind of check goes by it, or says to whom else it speaks', () => {
    const kinds = files.find(({ path }) => path === 'lib/adapters/probe/kinds.ts')?.text ?? '';
    const probes = [...kinds.matchAll(/import\('\.\.\/(\w+)\/(probe-\w+\.ts)'\)/g)].map(
      ([, folder, file]) => `lib/adapters/${folder}/${file}`,
    );
    expect(probes.length).toBeGreaterThanOrEqual(2);
    // Neither of these has a target of its own: AWS's API and the monitor's own table are asked.
    const elsewhere = ['lib/adapters/heartbeat/probe-heartbeat.ts', 'lib/adapters/queue/probe-queue.ts'];
    const guarded = probes.filter((path) => !elsewhere.includes(path));
    expect(guarded.filter((path) => !reaches(path, 'lib/adapters/probe/open.ts'))).toEqual([]);
  });
});

/** Whether a file imports another one, by way of however many. */
function reaches(from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const { text = '' } = files.find(({ path }) => path === from) ?? {};
  const folder = from.slice(0, from.lastIndexOf('/'));
  return [...text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].some(([, path = '']) =>
    reaches(new URL(path, `http://a/${folder}/`).pathname.slice(1), to, seen),
  );
}
