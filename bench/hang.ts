import { parseArgs } from 'node:util';
import Table from 'cli-table3';

// What a check that hangs costs: its invocation waits for it. Nothing is measured here; prices and waits are multiplied.

/** Dollars a GB-second, arm64, us-east-1. Source: https://aws.amazon.com/lambda/pricing/ */
const GB_SECOND = 0.0000133334;

/** Dollars a request to SQS, standard queue. Source: https://aws.amazon.com/sqs/pricing/ */
const REQUEST = 0.4e-6;

/** Lambda polls a queue that is empty with so many pollers, each by a request of 20 s. */
const POLLERS = 5;
const POLL_S = 20;

/** Seconds: all attempts of a run end within this at a cadence of a minute. */
const BUDGET_S = 25;

const MINUTES_A_MONTH = 30 * 24 * 60;

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

/** Of one check in one region at one run a minute, with the default retry: two attempts. */
const rows = [5, 10, 25].map((timeoutS) => {
  const waitS = Math.min(2 * timeoutS, BUDGET_S);
  const costOf = (megabytes: number) => (waitS * megabytes * GB_SECOND) / 1024;
  return {
    timeoutS,
    waitS,
    hour: 60 * costOf(512),
    month: MINUTES_A_MONTH * costOf(512),
    lane: MINUTES_A_MONTH * costOf(128),
  };
});
const pollers = ((MINUTES_A_MONTH * 60) / POLL_S) * POLLERS * REQUEST;

if (values.json) console.log(JSON.stringify({ rows, pollers }, null, 2));
else {
  const table = new Table({
    head: ['timeout', 'waits a run', 'an hour of outage', 'a month of it', 'the month at 128 MB'],
    style: { head: [], border: [], compact: true },
    colAligns: ['right', 'right', 'right', 'right', 'right'],
  });
  const dollars = (amount: number) => `$${amount.toFixed(amount < 0.1 ? 4 : 2)}`;
  for (const { timeoutS, waitS, hour, month, lane } of rows) {
    table.push([`${timeoutS} s`, `${waitS} s`, dollars(hour), dollars(month), dollars(lane)]);
  }
  console.log(table.toString());
  console.log('One check that hangs at each run, one region, one run a minute, a function of 512 MB.');
  console.log(`A queue of its own costs ${dollars(pollers)} a month in polls, whether anything hangs or not.`);
}
