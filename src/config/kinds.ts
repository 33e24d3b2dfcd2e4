/**
 * How a setting's text becomes a value, one reader per kind. `allowed` finishes the sentence "must be …".
 * Knows nothing of which settings there are.
 */
import { isIP } from 'node:net';

export type Reading<T> = { readonly value: T } | { readonly problem: string };

export interface Kind<T> {
  /** What is allowed, in words: "a whole number from 1 to 65535". */
  readonly allowed: string;
  read(text: string): Reading<T>;
}

const bad = { problem: '' } as const;

export const text: Kind<string> = { allowed: 'some text', read: (given) => ({ value: given }) };
export const path: Kind<string> = {
  allowed: 'a path without control characters',
  read: (given) => (hasControl(given) ? bad : { value: given }),
};

/** A path that goes into commands to the switch: nothing in it may need quoting there. */
export const switchPath: Kind<string> = {
  allowed: 'a path of letters, digits and . _ + = @ ~ - (it is written into commands to the switch: no blanks, no quotes)',
  read: (given) => (isSwitchPath(given) ? { value: given } : bad),
};
export const isSwitchPath = (given: string): boolean => /^[\p{L}\p{N}._+=@~/-]{1,400}$/u.test(given) && !given.split('/').includes('..');

export function whole(min: number, max: number): Kind<number> {
  return {
    allowed: `a whole number from ${min} to ${max}`,
    read: (given) => (/^-?\d{1,15}$/.test(given) && Number(given) >= min && Number(given) <= max ? { value: Number(given) } : bad),
  };
}

export function decimal(min: number, max: number): Kind<number> {
  return {
    allowed: `a number from ${min} to ${max}`,
    read: (given) => (/^\d{1,9}(\.\d{1,6})?$/.test(given) && Number(given) >= min && Number(given) <= max ? { value: Number(given) } : bad),
  };
}

export function oneOf<const T extends string>(...words: readonly T[]): Kind<T> {
  return {
    allowed: words.length === 2 ? words.join(' or ') : `one of ${words.join(', ')}`,
    read: (given) => {
      const found = words.find((word) => word === given.toLowerCase());
      return found === undefined ? bad : { value: found };
    },
  };
}

const YES = ['yes', 'true', '1', 'on'];
const NO = ['no', 'false', '0', 'off'];
export const yesNo: Kind<boolean> = {
  allowed: 'yes or no',
  read: (given) => (YES.includes(given.toLowerCase()) ? { value: true } : NO.includes(given.toLowerCase()) ? { value: false } : bad),
};

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Milliseconds, written `500ms`, `15s`, `2m`, `12h` or `30d`. */
export function duration(min: string, max: string): Kind<number> {
  const least = lengthOf(min) ?? 0;
  const most = lengthOf(max) ?? Number.MAX_SAFE_INTEGER;
  return {
    allowed: `a length of time such as 500ms, 15s, 2m, 12h or 30d, from ${min} to ${max}`,
    read: (given) => {
      const length = lengthOf(given);
      return length === undefined || length < least || length > most ? bad : { value: length };
    },
  };
}
function lengthOf(given: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(given);
  const unit = UNITS[match?.[2] ?? ''];
  return match?.[1] === undefined || unit === undefined ? undefined : Number(match[1]) * unit;
}

const SIZES: Readonly<Record<string, number>> = { kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 };
/** Bytes, written `64MB`. */
export function size(minMb: number, maxMb: number): Kind<number> {
  return {
    allowed: `a size such as 64MB, from ${minMb}MB to ${maxMb}MB`,
    read: (given) => {
      const match = /^(\d{1,6})(kb|mb|gb)$/i.exec(given);
      const unit = SIZES[match?.[2]?.toLowerCase() ?? ''];
      const bytes = match?.[1] === undefined || unit === undefined ? -1 : Number(match[1]) * unit;
      return bytes < minMb * 2 ** 20 || bytes > maxMb * 2 ** 20 ? bad : { value: bytes };
    },
  };
}

/** A secret: never printed, not even when it is wrong. */
export function secret(least: number): Kind<string> {
  return {
    allowed: `at least ${least} characters, without line breaks`,
    read: (given) => (given.length >= least && !hasControl(given) ? { value: given } : bad),
  };
}

/** 32 bytes as base64, kept as they were written. */
export const key: Kind<string> = {
  allowed: 'base64 of 32 bytes (make one with: openssl rand -base64 32)',
  read: (given) => (/^[A-Za-z0-9+/_-]{43}=?$/.test(given) && Buffer.from(given, 'base64').length === 32 ? { value: given } : bad),
};

/** An address to listen on: IPv4, IPv6 or `localhost`. */
export const listenAddress: Kind<string> = {
  allowed: 'an address of this machine: localhost, an IPv4 or an IPv6 address',
  read: (given) => (given === 'localhost' || isIpv4(given) || /^[0-9a-f:]{2,39}$/i.test(given) ? { value: given } : bad),
};
/** The address a connection comes from, as the socket names it: a name would be compared with it and never match. */
export const peerAddress: Kind<string> = {
  allowed: 'an IPv4 or an IPv6 address',
  read: (given) => {
    const mapped = /^::ffff:([\d.]+)$/i.exec(given)?.[1] ?? given;
    if (isIP(mapped) === 4) return { value: mapped };
    // Sockets write IPv6 in its short form (RFC 5952), people write it as they like.
    if (isIP(given) === 6 && !given.includes('%')) return { value: new URL(`http://[${given}]/`).hostname.slice(1, -1) };
    return given === 'localhost' ? { problem: 'must be addresses, not a name: for this machine give 127.0.0.1,::1' } : bad;
  },
};
export const isLoopback = (address: string): boolean => address === 'localhost' || address === '::1' || address.startsWith('127.');
function isIpv4(given: string): boolean {
  const parts = given.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

export const hostName: Kind<string> = {
  allowed: 'a host name or address',
  read: (given) => (/^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$/.test(given) ? { value: given } : bad),
};

export interface EslNode { readonly node: string; readonly host: string; readonly port: number }
/** `esl://host:port`, several with commas; each may be named: `fs1=esl://…`. */
export const eslNodes: Kind<readonly EslNode[]> = {
  allowed: 'esl://HOST:PORT, or several with names: fs1=esl://HOST:PORT,fs2=esl://HOST:PORT',
  read: (given) => {
    const nodes: EslNode[] = [];
    for (const [index, part] of given.split(',').map((one) => one.trim()).entries()) {
      if (part.includes('@')) return { problem: 'holds a password; give that in DUNWELL_ESL_PASSWORD, and here only esl://HOST:PORT' };
      const match = /^(?:([a-z0-9][a-z0-9-]{0,31})=)?esl:\/\/(\[[0-9a-f:]+\]|[A-Za-z0-9][A-Za-z0-9.-]{0,252})(?::(\d{1,5}))?\/?$/.exec(part);
      const host = match?.[2];
      const port = Number(match?.[3] ?? 8021);
      if (!match || host === undefined || port < 1 || port > 65_535) return bad;
      nodes.push({ node: match[1] ?? `fs${index + 1}`, host: host.replace(/^\[|\]$/g, ''), port });
    }
    const twice = nodes.find((one, index) => nodes.some((other, at) => at < index && other.node === one.node));
    return twice ? { problem: `names two nodes ${twice.node}` } : { value: nodes };
  },
};

/** SIP over WebSocket. Plain `ws` only to this machine: elsewhere the password's digest and the keys of the voice would be readable. */
export const webSocketUrl: Kind<string> = {
  allowed: 'an address such as wss://pbx.example:7443 (ws:// on loopback only)',
  read: (given) => {
    if (!URL.canParse(given)) return bad;
    const { protocol, hostname, username } = new URL(given);
    return username === '' && (protocol === 'wss:' || (protocol === 'ws:' && isLoopback(hostname))) ? { value: given.replace(/\/+$/, '') } : bad;
  },
};
/** Several, with commas. */
export function listOf<T>(kind: Kind<T>): Kind<readonly T[]> {
  return {
    allowed: `${kind.allowed}; several with commas`,
    read: (given) => {
      const values: T[] = [];
      for (const part of given.split(',').map((one) => one.trim()).filter((one) => one !== '')) {
        const reading = kind.read(part);
        if (!('value' in reading)) return reading;
        values.push(reading.value);
      }
      return { value: values };
    },
  };
}
export const stunUrl: Kind<string> = { allowed: 'stun:HOST or stun:HOST:PORT', read: (given) => (/^stuns?:[A-Za-z0-9.[\]:-]{1,253}$/.test(given) ? { value: given } : bad) };
export const turnUrl: Kind<string> = { allowed: 'turn:HOST:PORT or turns:HOST:PORT, `?transport=tcp` behind it where needed', read: (given) => (/^turns?:[A-Za-z0-9.[\]:-]{1,253}(?:\?transport=(?:udp|tcp))?$/.test(given) ? { value: given } : bad) };

export const httpUrl: Kind<string> = {
  allowed: 'an address such as http://127.0.0.1:8080',
  read: (given) => (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol) ? { value: given.replace(/\/+$/, '') } : bad),
};

function hasControl(given: string): boolean {
  for (let index = 0; index < given.length; index += 1) if (given.charCodeAt(index) < 32 || given.charCodeAt(index) === 127) return true;
  return false;
}
