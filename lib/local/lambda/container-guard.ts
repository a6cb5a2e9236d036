import dns from 'node:dns';
import { BlockList, isIP, Socket } from 'node:net';
import type { Reach } from './container-protocol.ts';

type Options = { readonly host?: string; readonly path?: string };

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Refuses connections off the loopback in this thread, and tells of each, unless `reach` allows the host: by name, by
 * address, or by an address that this thread looked up for an allowed name.
 */
export function guardConnections(reach: Reach, refused: (target: string) => void): void {
  if (reach === 'any') return;
  const allowed = new Set(reach === 'loopback' ? [] : reach);
  if (allowed.size > 0) noteAddresses(allowed);
  const isAllowed = (host: string): boolean => isLoopback(host) || allowed.has(host.toLowerCase());
  const connect = Socket.prototype.connect as (...args: unknown[]) => Socket;
  Socket.prototype.connect = function guarded(this: Socket, ...args: unknown[]): Socket {
    const target = targetOf(args);
    if (isAllowed(target)) return connect.apply(this, args);
    refused(target);
    process.nextTick(() => this.destroy(new Error(`local cloud: no connection to ${target}`)));
    return this;
  } as typeof Socket.prototype.connect;
}

/** node:net hands its own calls on as one list of options and callback. */
function targetOf(args: readonly unknown[]): string {
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as readonly unknown[];
  if (typeof first === 'object' && first !== null) {
    const { host, path } = first as Options;
    return path ?? host ?? 'localhost';
  }
  return typeof second === 'string' ? second : 'localhost';
}

function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host === 'localhost' || host.endsWith('.localhost');
  return LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** Remembers what allowed names resolve to: who resolves first connects to the address. */
function noteAddresses(allowed: Set<string>): void {
  const note = (name: string, found: unknown): void => {
    if (!allowed.has(name.toLowerCase())) return;
    for (const one of Array.isArray(found) ? found : [found]) {
      allowed.add(typeof one === 'object' && one !== null ? String((one as { address: string }).address) : String(one));
    }
  };
  for (const [object, names] of [
    [dns, ['lookup']],
    [dns.Resolver.prototype, ['resolve4', 'resolve6']],
  ] as const) {
    const methods = object as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const name of names) wrapCallback(methods, name, note);
  }
}

function wrapCallback(
  methods: Record<string, (...args: unknown[]) => unknown>,
  name: string,
  note: (name: string, found: unknown) => void,
): void {
  const original = methods[name];
  if (original === undefined) return;
  methods[name] = function noted(this: unknown, ...args: unknown[]): unknown {
    const callback = args.pop() as (error: unknown, found: unknown, ...more: unknown[]) => void;
    return original.call(this, ...args, (error: unknown, found: unknown, ...more: unknown[]) => {
      if (!error) note(String(args[0]), found);
      callback(error, found, ...more);
    });
  };
}
