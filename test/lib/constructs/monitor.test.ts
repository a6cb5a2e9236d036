import { App } from 'aws-cdk-lib';
import { defineMonitor, http } from 'killdeer';
import { Monitor } from 'killdeer/constructs';
import { expect, test } from 'vitest';
import { monitorOf, REGIONS, synthesise } from './synthesise.ts';

test('a thousand checks in five regions are as many resources as one', () => {
  const one = synthesise(monitorOf(1));
  const started = performance.now();
  const thousand = synthesise(monitorOf(1_000));
  console.log(`1000 checks in 5 regions: synthesised in ${Math.round(performance.now() - started)} ms`);
  const sizes = (templates: readonly string[]) => templates.map((template) => template.length);
  expect(one.resources.length).toBeGreaterThan(100);
  expect(thousand.resources.length).toBe(one.resources.length);
  expect(sizes(thousand.templates)).toEqual(sizes(one.templates));
});

test('there is a stack at home and one in each probing region, none of which imports from another', () => {
  const { resources, templates } = synthesise(monitorOf(2));
  const stacks = new Map(resources.map(({ stack, region }) => [stack, region]));
  const probes = REGIONS.map((region) => [`killdeer-shop-probe-${region}`, region] as const);
  expect(stacks).toEqual(new Map([['killdeer-shop-home', 'eu-west-1'], ...probes]));
  for (const template of templates) expect(template).not.toMatch(/Fn::ImportValue|"Export"/);
});

test('no two resources of one type have the same name in one region, where home probes too', () => {
  const { resources } = synthesise(monitorOf(2));
  const names = resources.flatMap(({ Type, region, Properties = {} }) => {
    const key = Object.keys(Properties).find(
      (property) => /^(?:\w+Name|Name)$/.test(property) && property !== 'PolicyName',
    );
    return key === undefined || typeof Properties[key] !== 'string' ? [] : [`${region} ${Type} ${Properties[key]}`];
  });
  expect(names.length).toBeGreaterThan(60);
  expect(new Set(names).size).toBe(names.length);
});

test('a home that does not probe has a topic for its alarms all the same', () => {
  const { ofType } = synthesise(monitorOf(1, ['us-east-1', 'eu-north-1']));
  const topics = ofType('AWS::SNS::Topic').filter(({ Properties }) => Properties.TopicName === 'killdeer-shop-alarms');
  expect(topics.map(({ region }) => region).sort()).toEqual(['eu-north-1', 'eu-west-1', 'us-east-1']);
});

test('a definition that is not valid is refused with all its problems in one error', () => {
  const definition = defineMonitor({
    name: 'shop',
    home: 'eu-west-1',
    regions: ['eu-west-1'],
    services: [],
    notify: [],
    checks: [http('a', { url: 'nowhere' }), http('b', { url: 'https://b.example/', regions: { quorum: 7 } })],
  });
  const build = () => new Monitor(new App(), 'Monitor', { definition, entry: './checks/index.ts' });
  expect(build).toThrow(/2 problems[\s\S]*checks\[0\]\.url[\s\S]*checks\[1\]\.regions/);
});

test('an entry that does not exist is refused with its path', () => {
  const build = () => new Monitor(new App(), 'Monitor', { definition: monitorOf(1), entry: './checks/none.ts' });
  expect(build).toThrow(/checks\/none\.ts does not exist/);
});

test('variables reach every Lambda, and may not be Killdeer’s own', () => {
  const functions = synthesise(monitorOf(1), { SHOP_URL: 'https://stage.shop.example' }).ofType(
    'AWS::Lambda::Function',
  );
  expect(functions).toHaveLength(3 + REGIONS.length);
  for (const { Properties } of functions) {
    expect(Properties.Environment.Variables).toMatchObject({
      SHOP_URL: 'https://stage.shop.example',
      KILLDEER_MONITOR: 'shop',
      KILLDEER_HOME: 'eu-west-1',
      KILLDEER_ACCOUNT: { Ref: 'AWS::AccountId' },
    });
  }
  expect(() => synthesise(monitorOf(1), { KILLDEER_HOME: 'x' })).toThrow(/KILLDEER_HOME/);
});

test('removing the stacks leaves the tables and the switchboards, and says how to delete those', () => {
  const { resources, outputs } = synthesise(monitorOf(1));
  const kept = resources.filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain');
  expect(kept.map(({ Properties }) => Properties.TableName)).toEqual([
    'killdeer-shop-results',
    'killdeer-shop-control',
  ]);
  expect(outputs.RetainedTables).toBe('killdeer-shop-results killdeer-shop-control');
  expect(outputs.DeleteSwitchboards).toBe(
    'aws ssm delete-parameters --region eu-west-1 --names /killdeer/shop/switchboard/shop && ' +
      'aws ssm delete-parameters --region us-east-1 --names /killdeer/shop/switchboard/shop',
  );
});
