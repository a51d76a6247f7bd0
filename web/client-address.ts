import ipaddr from 'ipaddr.js';

/**
 * The address a request came from. `X-Forwarded-For` counts only when the peer itself is a configured proxy, and then
 * the last entry that is no such proxy: what a client writes in front of it is never believed (ASVS V15.3.4).
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  { trustedProxies, demoAddress }: { trustedProxies: string[]; demoAddress?: string | undefined },
): string | undefined {
  const from = normalised(peer);
  if (!from) return undefined;
  const isTrusted = (address: string) => isTrustedProxy(address, trustedProxies);
  const hops = forwardedFor?.split(',').map((hop) => normalised(hop.trim())) ?? [];
  if (!isTrusted(from)) return from;
  if (hops.length === 0) return demoAddress ?? from;
  for (const hop of hops.reverse()) {
    if (!hop) return undefined;
    if (!isTrusted(hop)) return hop;
  }
  return hops.at(-1);
}

/** Whether a peer is one whose headers about a request are believed. */
export function isTrustedProxy(peer: string | undefined, trustedProxies: string[]): boolean {
  const address = normalised(peer);
  return address !== undefined && trustedProxies.some((range) => covers(range, address));
}

/** Canonical text of an address; an IPv4 address mapped into IPv6 becomes the IPv4 address. */
function normalised(address: string | undefined): string | undefined {
  if (!address || !(ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address)))
    return undefined;
  return ipaddr.process(address).toString();
}

function covers(range: string, address: string): boolean {
  const parsed = ipaddr.process(address);
  const [network, bits] = range.includes('/')
    ? ipaddr.parseCIDR(range)
    : ([ipaddr.parse(range), range.includes(':') ? 128 : 32] as const);
  return network.kind() === parsed.kind() && parsed.match(network, bits);
}
