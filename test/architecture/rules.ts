import type { Edge } from './sources.ts';

/** What the files of one layer may import. A place is a file, or a folder when it ends in a slash. */
export type Layer = {
  readonly place: string;
  readonly may: readonly string[];
  /** Names of packages; `node:*` and `@aws-sdk/*` stand for all of that beginning. */
  readonly packages: readonly string[];
};

/** Libraries that are functions of their arguments, so that `lib/core` and `lib/app` may use them. */
export const PURE_LIBRARIES: readonly {
  readonly name: string;
  readonly in: readonly string[];
  readonly why: string;
}[] = [
  { name: 'zod', in: ['lib/core/validation/'], why: 'checks a definition at synth; too slow to load in a Lambda' },
  { name: 'json-p3', in: ['lib/core/', 'lib/app/'], why: 'JSONPath as RFC 9535 has it' },
  { name: 'croner', in: ['lib/core/calendar/'], why: 'cron and hours in IANA zones, right across their changes' },
  { name: 'ipaddr.js', in: ['lib/core/', 'lib/app/'], why: 'parses addresses and ranges for the address guard' },
];

const OWN_CONTRACTS = ['lib/core/service.ts', 'lib/core/time.ts', 'lib/core/switchboard.ts', 'lib/core/hash.ts'];

/** The folders of adapters that probe, and the libraries of their protocols. */
const PROBES: readonly { readonly kind: string; readonly packages: readonly string[] }[] = [
  { kind: 'dns', packages: [] },
  { kind: 'domain', packages: [] },
  { kind: 'flow', packages: ['tough-cookie'] },
  { kind: 'grpc', packages: [] },
  { kind: 'heartbeat', packages: [] },
  { kind: 'http', packages: ['aws4fetch'] },
  { kind: 'queue', packages: [] },
  { kind: 'tcp', packages: [] },
  { kind: 'tls', packages: ['@peculiar/*'] },
  { kind: 'udp', packages: [] },
  { kind: 'websocket', packages: ['ws'] },
];

/** Who may import whom: one row a layer. The first row whose place holds a file is the one that counts. */
export const LAYERS: readonly Layer[] = [
  { place: 'lib/core/', may: ['lib/core/'], packages: [] },
  { place: 'lib/index.ts', may: ['lib/core/'], packages: [] },
  { place: 'lib/environment.ts', may: ['lib/core/'], packages: [] },
  { place: 'lib/app/', may: ['lib/core/', 'lib/app/'], packages: [] },
  // Every kind of check stands on lib/adapters/probe, which loads each of them when a check needs it.
  {
    place: 'lib/adapters/probe/',
    may: ['lib/core/', 'lib/app/ports.ts', 'lib/adapters/'],
    packages: ['node:*'],
  },
  ...PROBES.map(({ kind, packages }) => ({
    place: `lib/adapters/${kind}/`,
    may: ['lib/core/', 'lib/app/ports.ts', 'lib/adapters/probe/', 'lib/adapters/http/'],
    packages: [...packages, 'node:*'],
  })),
  // What compiles schemas is no part of a Lambda: the command line and the constructs use it.
  {
    place: 'lib/adapters/contracts/',
    may: ['lib/core/', 'lib/adapters/contracts/'],
    packages: ['ajv', 'ajv/dist/2020.js', 'ajv/dist/standalone/index.js', 'ajv-formats', 'yaml', 'node:*'],
  },
  {
    place: 'lib/adapters/history/',
    may: ['lib/core/', 'lib/adapters/history/'],
    packages: ['papaparse', 'node:*'],
  },
  // Calls of AWS without the SDK stand in lib/adapters/aws, for the adapters that the probe needs.
  {
    place: 'lib/adapters/',
    may: ['lib/core/', 'lib/app/ports.ts', 'lib/adapters/aws/'],
    packages: ['@aws-sdk/*', '@smithy/*', 'node:*'],
  },
  {
    place: 'lib/constructs/',
    may: ['lib/core/', 'lib/environment.ts', 'lib/constructs/', 'lib/adapters/contracts/'],
    packages: ['aws-cdk-lib', 'constructs', 'cdk-nag', 'node:*'],
  },
  {
    place: 'lib/local/',
    may: ['lib/core/', 'lib/environment.ts', 'lib/local/'],
    packages: ['dynalite', 'fauxqs', 'node:*'],
  },
  { place: 'lib/reader/', may: [...OWN_CONTRACTS, 'lib/reader/'], packages: ['@aws-sdk/client-ssm', 'node:*'] },
  {
    place: 'lib/testing/',
    may: ['lib/core/', 'lib/testing/', 'lib/adapters/history/read-incident.ts'],
    packages: ['node:*'],
  },
  // The example shop's checks are this repository's own deployment, until somebody writes theirs.
  { place: 'checks/', may: ['lib/index.ts', 'checks/', 'examples/shop/checks.ts'], packages: [] },
  {
    place: 'examples/',
    may: ['lib/index.ts', 'lib/constructs/index.ts', 'lib/reader/index.ts', 'examples/'],
    packages: ['aws-cdk-lib', 'hono', 'node:*'],
  },
  {
    place: 'lambdas/',
    may: ['lib/app/', 'lib/adapters/', 'lib/environment.ts', 'lib/core/', 'lambdas/', 'checks/index.ts'],
    packages: ['@middy/*', 'node:*'],
  },
  { place: 'bin/', may: ['bin/', 'lib/', 'checks/', 'examples/'], packages: ['*'] },
  { place: 'bench/', may: ['bench/', 'bin/', 'lib/', 'checks/', 'examples/'], packages: ['*'] },
];

/** Why an import is not allowed, or undefined when it is. */
export function refuse(edge: Edge): string | undefined {
  const layer = LAYERS.find(({ place }) => isIn(edge.from, place));
  if (layer === undefined) return `${edge.from} is in no layer`;
  if (edge.local) {
    const allowed = layer.may.some((place) => isIn(edge.to, place)) || areNeighbours(edge);
    return allowed ? undefined : `${edge.from} may not import ${edge.to}`;
  }
  const allowed =
    layer.packages.some((name) => (name.endsWith('*') ? edge.to.startsWith(name.slice(0, -1)) : edge.to === name)) ||
    PURE_LIBRARIES.some(({ name, in: places }) => name === edge.to && places.some((place) => isIn(edge.from, place)));
  return allowed ? undefined : `${edge.from} may not import the package ${edge.to}`;
}

/** The first circle of imports that is found, as the paths that it goes through, or undefined. */
export function findCycle(edges: readonly Edge[]): readonly string[] | undefined {
  const next = new Map<string, string[]>();
  for (const { from, to, local } of edges) if (local) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const to of next.get(path) ?? []) {
      const cycle = visit(to, [...trail, path]);
      if (cycle !== undefined) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of next.keys()) {
    const cycle = visit(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** An adapter may share with its own folder, and with the files that stand beside all of the folders. */
function areNeighbours({ from, to }: Edge): boolean {
  const [lib, layer, folder, file] = from.split('/');
  if (lib !== 'lib' || layer !== 'adapters' || folder === undefined || file === undefined) return false;
  return to.startsWith(`lib/adapters/${folder}/`) || /^lib\/adapters\/[^/]+\.ts$/.test(to);
}

function isIn(path: string, place: string): boolean {
  return place.endsWith('/') ? path.startsWith(place) : path === place;
}
