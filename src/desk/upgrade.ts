/** The HTTP side of a desk's socket: which requests may become one, and what token they carry. */
import type { IncomingMessage } from 'node:http';

/** A browser says where its page came from: it must be this host, or one named in the settings. Others send no Origin. */
export const originAllowed = (request: IncomingMessage, allowed: readonly string[]): boolean => {
  const origin = request.headers.origin;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  try { return new URL(origin).host === request.headers.host; } catch { return false; }
};

/** `Authorization: Bearer …`, or the session cookie, or null. */
export const presentedToken = (request: IncomingMessage): string | null => {
  const bearer = /^Bearer +([\w.~+/=-]{1,512})$/i.exec(request.headers.authorization ?? '');
  if (bearer?.[1] !== undefined) return bearer[1];
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.split('=', 2);
    if (name?.trim() !== 'dunwell_session' || value === undefined) continue;
    try { return decodeURIComponent(value.trim()); } catch { return null; }
  }
  return null;
};

export const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?', 1)[0] ?? '';
