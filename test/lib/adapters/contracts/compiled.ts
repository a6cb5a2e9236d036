import { fileURLToPath } from 'node:url';
import { defineMonitor, http } from 'killdeer';
import { contractCompiler } from '../../../../lib/adapters/contracts/contract-compiler.ts';
import type { Assertion } from '../../../../lib/core/assertion.ts';
import { assess } from '../../../../lib/core/assess.ts';
import type { Facts } from '../../../../lib/core/facts.ts';
import { validateMonitor } from '../../../../lib/core/validation/validate-monitor.ts';

/** Where the OpenAPI documents of the tests lie. */
export const FOLDER = fileURLToPath(new URL('../../../fixtures/contracts', import.meta.url));

/** A definition with one check that expects this. */
export const monitorOf = (...expect: readonly Assertion[]) =>
  defineMonitor({
    name: 'shop',
    home: 'eu-west-1',
    regions: ['eu-west-1'],
    services: [],
    notify: [],
    checks: [http('a', { url: 'https://a.example/', expect })],
  });

/** Compiles a definition's contracts as the command line does. */
export function compiled(...expect: readonly Assertion[]) {
  const compiler = contractCompiler(FOLDER);
  return { problems: validateMonitor(monitorOf(...expect), [compiler.rule]), compiler };
}

/** What an assertion of a contract says of an answer. */
export function verdictOf(assertion: Assertion): (facts: Partial<Facts>) => string {
  const { problems, compiler } = compiled(assertion);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const contracts = compiler.contracts();
  return (facts) => {
    const assessment = assess([assertion], { status: 200, headers: {}, phases: {}, total: 1, ...facts }, contracts);
    return assessment.outcome === 'pass' ? 'pass' : `${assessment.outcome}: ${assessment.failure.message}`;
  };
}
