/**
 * Reads `sofia xmlstatus gateway`. FreeSWITCH writes this XML itself, one element a line, without attributes and with values
 * it escapes; so it is read line by line, and what does not look so is left out.
 */
import type { GatewayStatus } from '../../app/ports/switch.js';

/** Every gateway of every profile. `undefined`: this is no gateway list. */
export function readGateways(xml: string): readonly GatewayStatus[] | undefined {
  if (!/<gateways?>/.test(xml)) return undefined;
  const gateways: GatewayStatus[] = [];
  for (const block of xml.split('<gateway>').slice(1)) {
    const name = element(block, 'name');
    const state = element(block, 'state') ?? '';
    if (name === undefined) continue;
    const up = element(block, 'status') === 'UP';
    gateways.push({ name, up, state: state === '' || (!up && state === 'NOREG') ? 'DOWN' : state, loopback: isLoopback(element(block, 'proxy') ?? '') });
  }
  return gateways;
}

function element(block: string, name: string): string | undefined {
  const found = new RegExp(`^[ \\t]*<${name}>(.*)</${name}>[ \\t\\r]*$`, 'm').exec(block);
  return found?.[1];
}

/**
 * Does a proxy (`sip:127.0.0.1:5070;transport=udp`) lie on loopback? Only written addresses count, and the name localhost:
 * a name that happens to resolve to loopback today is no proof. An `outbound-proxy` is not shown by FreeSWITCH; a trunk that
 * has one can't be told from here.
 */
export function isLoopback(proxy: string): boolean {
  const host = /^(?:sips?:)?(?:[^@]*@)?(\[[0-9a-f:.]+\]|[^:;/?[\]]+)(?::\d+)?(?:;.*)?$/i.exec(proxy.trim())?.[1]?.toLowerCase();
  if (host === undefined) return false;
  if (host === 'localhost' || host === '[::1]') return true;
  const bytes = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  return bytes?.slice(1).every((byte) => Number(byte) <= 255) ?? false;
}
