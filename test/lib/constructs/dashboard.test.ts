import { expect, test } from 'vitest';
import { monitorOf, REGIONS, synthesise, textOf } from './synthesise.ts';

type Widget = { readonly type: string; readonly properties: { readonly title?: string; readonly query?: string } };

const { ofType, resources } = synthesise(monitorOf(2));

test('there is one dashboard, at home, and its body is JSON with queries of log groups that exist', () => {
  const dashboards = ofType('AWS::CloudWatch::Dashboard');
  expect(dashboards.map(({ stack, Properties }) => [stack, Properties.DashboardName])).toEqual([
    ['killdeer-shop-home', 'killdeer-shop'],
  ]);
  const body = JSON.parse(textOf(dashboards[0]?.Properties.DashboardBody)) as { readonly widgets: readonly Widget[] };
  const titles = body.widgets.flatMap(({ properties }) => properties.title ?? []);
  for (const part of ['Verdicts', 'Open incidents', 'Switch levels', 'Iterator age', 'Dead letters', 'Frames stored']) {
    expect(
      titles.some((title) => title.startsWith(part)),
      part,
    ).toBe(true);
  }
  for (const region of REGIONS) expect(titles.some((title) => title.startsWith(`Latency in ${region}`))).toBe(true);

  const logs = new Set(resources.map(({ Properties }) => Properties?.LogGroupName).filter(Boolean));
  const queried = body.widgets.flatMap(({ properties }) => /^SOURCE '([^']+)'/.exec(properties.query ?? '')?.[1] ?? []);
  expect(queried.length).toBe(4 + REGIONS.length);
  for (const log of queried) expect(logs).toContain(log);
});
