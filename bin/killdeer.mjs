#!/usr/bin/env node
// Runs the command line under Node 24 or newer, whatever Node started this file. It must itself run on old ones.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, 'cli.ts');
const built = join(here, '..', 'dist', 'bin', 'cli.js');

/** The Node to use: this one when it is new enough, else the one of the package `node`. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) return process.execPath;
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      const file = join(dirname(createRequire(from).resolve('node/package.json')), 'bin', 'node');
      if (existsSync(file)) return file;
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

const node = findNode();
if (node === undefined) {
  console.error(
    `killdeer needs Node ${NEEDED} or newer, this is ${process.versions.node}: run "npm install --save-dev node@${NEEDED}" here`,
  );
  process.exit(2);
}
const entry = existsSync(source) ? ['--conditions=killdeer-source', source] : [built];
const child = spawn(node, [...entry, ...process.argv.slice(2)], { stdio: 'inherit' });

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // Ctrl-C in a terminal reaches the child by itself; twice would mean "now".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
// npx hands a signal to the shell that it starts programs with, and that shell dies of it alone.
const parent = process.ppid;
if (process.env.npm_command !== undefined) {
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
}
child.on('error', (error) => {
  console.error(`killdeer: ${node} does not start: ${error.message}`);
  process.exit(2);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 2);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
