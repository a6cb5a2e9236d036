import ipaddr from 'ipaddr.js';

/**
 * Whether a probe may connect to an address: global unicast (IANA special-purpose registries), or inside one of the
 * CIDR ranges in `allow`. IPv4-mapped IPv6 is judged as the IPv4 address it reaches. What is no address is refused.
 */
export function isAllowedAddress(address: string, allow: readonly string[]): boolean {
  const written = parsedOf(bareOf(address));
  if (written === undefined) return false;
  const parsed = insideOf(written);
  if (allow.some((cidr) => contains(cidr, parsed))) return true;
  // 2000::/3 is all of IPv6 that is global unicast today; this leaves out IPv4-compatible and unassigned forms too.
  if (parsed instanceof ipaddr.IPv6 && ((parsed.parts[0] ?? 0) & 0xe000) !== 0x2000) return false;
  return parsed.range() === 'unicast';
}

/** The address that a URL's host name is (IPv6 without its brackets), or undefined when it is a name to resolve. */
export function literalAddress(hostname: string): string | undefined {
  const bare = bareOf(hostname);
  return parsedOf(bare) === undefined ? undefined : bare;
}

/**
 * A host as every program reads it that reads URLs: in lower case, IDNs in ASCII, and what some other way of writing makes
 * of an IPv4 address (`127.1`, `0x7f000001`, `１２７。0.0.1`, `127.0.0.1.`) as that address. Undefined: no host at all.
 */
export function hostOf(text: string): string | undefined {
  if (literalAddress(text) !== undefined) return text;
  // What would end the host in a URL, or begin it after a user: such a text is not what it seems to be.
  if (text === '' || /[\s/\\?#@:[\]]/.test(text)) return undefined;
  return URL.parse(`http://${text}/`)?.hostname;
}

/** Whether an address is of a range that somebody may allow: loopback or a private network, never a machine's metadata. */
export function isAllowable(address: string): boolean {
  const parsed = parsedOf(bareOf(address));
  return parsed !== undefined && ['loopback', 'private', 'uniqueLocal'].includes(parsed.range());
}

function bareOf(hostname: string): string {
  return hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
}

/** An address as the one that it reaches; undefined: it is none. */
const parsedOf = remembering((bare: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined => {
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare);
  return isAddress ? ipaddr.process(inGroups(bare)) : undefined;
});

/** `::8.8.8.8` as `::808:808`: ipaddr.js reads a dotted end as IPv4-mapped even where it is not. */
function inGroups(address: string): string {
  if (!address.includes(':')) return address;
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)/, (_, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  );
}

/** The IPv4 address that an ISATAP address (RFC 5214) tunnels to, where it is one. */
function insideOf(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const [, , , , first = 0, second, third = 0, fourth = 0] = address.parts;
  // The bit says whether the address within is unique in the world.
  if ((first & ~0x0200) !== 0 || second !== 0x5efe) return address;
  return new ipaddr.IPv4([third >> 8, third & 255, fourth >> 8, fourth & 255]);
}

function contains(cidr: string, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const range = rangeOf(cidr);
  return range !== undefined && range[0].kind() === address.kind() && address.match(range);
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

const rangeOf = remembering((cidr: string): Range | undefined =>
  ipaddr.isValidCIDR(cidr) ? ipaddr.parseCIDR(cidr) : undefined,
);

/**
 * What reads each text once. Addresses and ranges are few and asked of every probe, an address four times; to read one
 * makes and throws several errors.
 */
function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before as T;
    const fresh = read(text);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, fresh);
    return fresh;
  };
}

const MOST_KNOWN = 1_000;
