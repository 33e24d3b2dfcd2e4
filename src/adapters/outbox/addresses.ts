/** Which addresses are inside: this machine, private and link-local networks, and whatever else is not the public internet. */
import { BlockList, isIP } from 'node:net';

// Apart, as a list checks an IPv4 address against the IPv6 nets too, in its mapped form.
const inside4 = new BlockList();
const inside6 = new BlockList();
const V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16],
  ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
];
for (const [net, prefix] of V4) inside4.addSubnet(net, prefix, 'ipv4');
// Besides the special ones: ways to wrap an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo), which would lead back inside.
const V6: readonly (readonly [string, number])[] = [
  ['::', 96], ['::ffff:0:0', 96], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['100::', 64], ['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20], ['5f00::', 16], ['fc00::', 7], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8],
];
for (const [net, prefix] of V6) inside6.addSubnet(net, prefix, 'ipv6');

/** Is this address (no name) one that webhooks may not reach unless permitted? What is no address is. */
export function isInside(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(plain);
  return family === 0 || (family === 6 ? inside6.check(plain, 'ipv6') : inside4.check(plain, 'ipv4'));
}
