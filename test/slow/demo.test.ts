import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { synthesise } from '../../bin/dev/synthesise.ts';
import { covers, grantsOf, isAllowed, type Policies, readPolicies, type Use, without } from './policies.ts';
import { type Demo, eventsOf, runDemo, usesIn } from './run-demo.ts';
import { ROOT } from './shell.ts';
import { GRANTS_USED_BY_CHANCE, UNUSED_GRANTS } from './unused-grants.ts';

const SEEDS = [1, 2, 3];

/** The whole plain demo, from the command to the prompt. */
const PLAIN_WITHIN_MS = 180_000;

let folder: string;
let plain: Demo;
let chaos: readonly Demo[];
let policies: Policies;

async function synthesised(): Promise<Policies> {
  const assembly = join(folder, 'cdk.out');
  await synthesise(join(ROOT, 'examples/shop/checks.ts'), assembly, { SHOP_URL: 'http://127.0.0.1:1' });
  return readPolicies(assembly);
}

// They mostly wait, so they run side by side; but not before the plain one, which is timed as a person sees it, has contained
// the outage: three more syntheses would take both cores from it. None is left running behind when one fails.
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'killdeer-demo-')));
  const contained = Promise.withResolvers<void>();
  const plainRun = runDemo(folder, 'plain', { onContained: contained.resolve });
  const chaosRuns = SEEDS.map(async (chaos) => {
    await Promise.race([contained.promise, plainRun]);
    return runDemo(folder, `chaos-${chaos}`, { chaos });
  });
  const read = plainRun.then(synthesised);
  await Promise.allSettled([read, ...chaosRuns]);
  plain = await plainRun;
  policies = await read;
  chaos = await Promise.all(chaosRuns);
  console.log(
    all()
      .map(({ name, tookMs }) => `${name} took ${Math.round(tookMs / 1_000)} s`)
      .join(', '),
  );
}, 900_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const all = (): readonly Demo[] => [plain, ...chaos];

const noticesOf = (demo: Demo, kind: string): readonly string[] =>
  eventsOf(demo, 'notice').flatMap((notice) => (notice.kind === kind ? [notice.id] : []));

describe('each demo, chaos or not,', () => {
  test('pages once and resolves once, told apart by effect id', () => {
    for (const demo of all()) {
      const { incident } = demo.timeline;
      expect(new Set(noticesOf(demo, 'trigger')), demo.name).toEqual(new Set([`${incident}/trigger/sns`]));
      expect(new Set(noticesOf(demo, 'resolve')), demo.name).toEqual(new Set([`${incident}/resolve/sns`]));
    }
  });

  test('turns the switch off, and on again step by step', () => {
    const steps = [0, 1, 10, 50, 100];
    for (const demo of all()) {
      const moves = eventsOf(demo, 'switch');
      expect(new Set(moves.map((move) => move.switch)), demo.name).toEqual(new Set(['recommendations']));
      // Where chaos lets a trial fail, what counts is the last one.
      const first = demo === plain ? 0 : moves.findLastIndex(({ allow }) => allow === 0);
      expect(
        moves.slice(first).map(({ allow }) => allow),
        demo.name,
      ).toEqual(steps);
      const { switchMoves, ended } = demo.timeline.figures;
      expect([switchMoves.at(0)?.why, switchMoves.at(-1)?.why, ended]).toEqual(['tripped', 'released', 'resolved']);
      expect(new Set(switchMoves.map(({ allow }) => allow)), demo.name).toEqual(new Set(steps));
    }
  });

  test("spares the shop's customers the outage from the moment the switch is off", () => {
    for (const { name, timeline } of all()) {
      const shares = timeline.storefront;
      // The visit that is under way when the fault begins was counted before it.
      expect(shares['before the fault'].errors, name).toBeLessThanOrEqual(1);
      const during = shares['fault, switch on'];
      expect(during.errors / during.requests, name).toBeGreaterThan(0.8);
      expect(shares['fault, switch off'], name).toMatchObject({ errors: 0 });
      expect(shares['fault, switch off'].requests, name).toBeGreaterThan(50);
      expect(shares['after the restore began'], name).toMatchObject({ errors: 0 });
      expect(shares['after the restore began'].requests, name).toBeGreaterThan(500);
    }
  });

  test('leaves a timeline in order, and a post-mortem with its figures', () => {
    const parts = ['Timeline', 'Evidence at the opening', 'Switch moves', 'Deliveries', 'Cause', 'Impact', 'Actions'];
    for (const { name, timeline, postmortem } of all()) {
      expect(timeline.marks.length, name).toBeGreaterThanOrEqual(16);
      for (const what of ['first failing probe', 'confirmed by', 'incident opened', 'page sent', 'resolved']) {
        expect(timeline.marks.filter((mark) => mark.what.startsWith(what)).length, `${name}: ${what}`).toBeGreaterThan(
          0,
        );
      }
      const { firstFailureAt, openedAt, containedAt = 0, resolvedAt, notices } = timeline.figures;
      const order = [firstFailureAt, openedAt, containedAt, resolvedAt];
      expect(
        [...order].sort((a, b) => a - b),
        name,
      ).toEqual(order);
      expect(notices, name).toEqual({ sent: 2, dead: 0 });
      expect(postmortem, name).toContain(`# recommendations: incident ${timeline.incident}`);
      for (const part of parts) expect(postmortem, name).toContain(`\n## ${part}`);
      for (const allow of [0, 1, 10, 50, 100]) expect(postmortem).toContain(`| shop.recommendations | ${allow} % |`);
      expect(postmortem, name).toContain('trigger/sns sent');
      expect(postmortem, name).toContain('resolve/sns sent');
    }
  });
});

describe('the plain demo', () => {
  test('is over within three minutes', () => {
    expect(plain.tookMs).toBeLessThan(PLAIN_WITHIN_MS);
  });

  test('contains the outage within ten seconds of the first failing probe', () => {
    const at = (what: string): number =>
      Date.parse(plain.timeline.marks.find((mark) => mark.what.includes(what))?.at ?? '');
    expect(at('reader sees the switch off') - at('first failing probe')).toBeLessThan(10_000);
  });

  test('sends each notice once, and nothing goes wrong in it', () => {
    expect([noticesOf(plain, 'trigger'), noticesOf(plain, 'resolve')].map((ids) => ids.length)).toEqual([1, 1]);
    expect([...eventsOf(plain, 'error'), ...eventsOf(plain, 'kill')]).toEqual([]);
  });
});

describe('chaos', () => {
  test('kills at least five runs in each demo, and says which function and when', () => {
    for (const demo of chaos) {
      const kills = eventsOf(demo, 'kill');
      expect(kills.length, demo.name).toBeGreaterThanOrEqual(5);
      const printed = [...demo.output.matchAll(/ {2}killed (\S+) (\d+) ms into its run/g)];
      // A run may still be killed after the timeline was written.
      const told = printed.slice(0, kills.length).map(([, name, ms]) => ({ function: name, ms: Number(ms) }));
      expect(told, demo.name).toEqual(kills.map(({ function: name, ms }) => ({ function: name, ms })));
    }
  });

  test('kills every function', () => {
    const killed = new Set(chaos.flatMap((demo) => eventsOf(demo, 'kill').map((kill) => kill.function)));
    expect([...killed].sort()).toEqual(['detect', 'probe', 'respond', 'tick'].map((noun) => `killdeer-shop-${noun}`));
  });
});

describe('the policies of the synthesised app', () => {
  let uses: readonly Use[];

  beforeAll(() => {
    uses = usesIn(all());
  });

  test('allow every call that the demos made', async () => {
    expect(await denied(policies, uses)).toEqual([]);
    const roles = new Set(uses.map(({ role }) => role));
    const actions = new Set(uses.map(({ action }) => action));
    const calls = all().flatMap((demo) => demo.calls.filter(({ caller }) => caller.role !== undefined));
    const made = calls.reduce((sum, { count }) => sum + count, 0);
    console.log(`${made} calls: ${uses.length} uses by ${roles.size} roles of ${actions.size} actions, all allowed`);
    // Each role of the templates was at work; nothing was called by a role that is in none.
    expect([...roles].sort()).toEqual([...policies.roles.keys()].sort());
    expect(uses.length).toBeGreaterThanOrEqual(60);
    expect(actions.size).toBeGreaterThanOrEqual(17);
  });

  test('grant nothing beyond that but what is listed with its reason', () => {
    const granted = grantsOf(policies);
    const unused = granted.filter((grant) => !uses.some((use) => covers(grant, use))).map(nameOf);
    const certain = unused.filter((name) => !(name in GRANTS_USED_BY_CHANCE));
    expect([...new Set(certain)].sort()).toEqual(Object.keys(UNUSED_GRANTS).sort());
    expect(granted.map(nameOf)).toEqual(expect.arrayContaining(Object.keys(GRANTS_USED_BY_CHANCE)));
  });

  test('lose a call with each statement that is taken away, unless all it grants is listed', async () => {
    let needed = 0;
    for (const [role, { Statement }] of policies.roles) {
      const own = uses.filter((use) => use.role === role);
      for (const n of Statement.keys()) {
        const alone = { ...policies, roles: new Map([[role, { Version: '', Statement: Statement.slice(n, n + 1) }]]) };
        const names = grantsOf(alone).map(nameOf);
        if (names.every((name) => name in UNUSED_GRANTS || name in GRANTS_USED_BY_CHANCE)) continue;
        const lost = await denied(without(policies, role, n), own);
        expect(lost, `${role} without ${JSON.stringify(Statement[n])}`).not.toEqual([]);
        needed += 1;
      }
    }
    expect(needed).toBeGreaterThan(25);
  });

  test('refuse queues and notice topics without TLS, and to a role what is not its own', async () => {
    const guarded = uses.filter(({ action }) => /^(sqs|sns):/.test(action));
    expect(guarded.length).toBeGreaterThan(20);
    expect(await denied(policies, guarded, false)).toEqual(guarded);
    const roleOf = (noun: string) => uses.find(({ role }) => who(role) === noun)?.role ?? '';
    const own = (noun: string, action: string) =>
      uses.find((use) => use.role === roleOf(noun) && use.action === action) ?? expect.fail(`no ${action} by ${noun}`);
    const page = own('respond', 'sns:Publish');
    const board = own('respond', 'ssm:PutParameter');
    const foreign = ['probe', 'detect', 'tick'].flatMap((noun) =>
      [page, board].map((use) => ({ ...use, role: roleOf(noun) })),
    );
    expect(await denied(policies, foreign)).toEqual(foreign);
  });
});

async function denied(policies: Policies, uses: readonly Use[], secure = true): Promise<readonly Use[]> {
  const answers = await Promise.all(uses.map((use) => isAllowed(policies, use, secure)));
  return uses.filter((_, i) => answers[i] === false);
}

/** `killdeer-shop-home/TickRole4D313812` → `tick`. */
function who(role: string): string {
  return (/\/(.+?)Role/.exec(role)?.[1] ?? role).toLowerCase();
}

/** As the list of unused grants names it: `tick sqs:SendMessage probe`, the same in every region. */
function nameOf({ role, action, resource }: Use): string {
  const name = resource.split(/[:/]/).at(-1)?.replace('killdeer-shop-', '');
  return `${who(role)} ${action} ${name}`;
}
