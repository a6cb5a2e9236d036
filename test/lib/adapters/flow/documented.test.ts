import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FlowDefinition, secret } from 'killdeer';
import { expect, onTestFinished, test } from 'vitest';
import { fencesOf } from '../../../docs/markdown.ts';
import { serveHttp } from '../servers.ts';
import { walk } from './walk.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

test('the flow of docs/checks.md runs as it stands there', async () => {
  const [, section = ''] = /^## flow\n(.*?)^## /ms.exec(readFileSync(join(ROOT, 'docs/checks.md'), 'utf8')) ?? [];
  const [code = ''] = fencesOf(section, 'ts');
  const folder = join(ROOT, '.killdeer', 'docs-flow');
  mkdirSync(folder, { recursive: true });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'snippet.ts'), code);
  const { checkout } = (await import(/* @vite-ignore */ join(folder, 'snippet.ts'))) as { checkout: FlowDefinition };
  const { port } = await serveHttp((request, response) => {
    const isSignedIn = request.headers.authorization === 'Bearer t-0815';
    const answers: Record<string, unknown> = {
      'POST /session': { token: 't-0815' },
      'PUT /cart/items/42': isSignedIn ? {} : undefined,
      'GET /cart': isSignedIn ? { items: [42], currency: 'EUR' } : undefined,
    };
    const body = answers[`${request.method} ${request.url}`];
    response.writeHead(body === undefined ? 403 : 200).end(JSON.stringify(body));
  });
  const secrets = [secret('/shop/probe-password')];
  expect(checkout.secrets).toEqual(secrets);
  const result = await walk(checkout.run, { baseUrl: `http://127.0.0.1:${port}`, secrets });
  expect(result.failure).toBeUndefined();
  expect(result).toMatchObject({
    outcome: 'pass',
    steps: [
      { name: 'sign in', outcome: 'pass' },
      { name: 'fill the cart', outcome: 'pass' },
    ],
  });
});
