/** Which version of the Internet Protocol a check must use. */
export type IpVersion = 4 | 6;

/** A host and its port for a person, IPv6 in brackets. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}
