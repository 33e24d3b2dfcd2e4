/**
 * What a browser registers with at the switch: a password made for one session, which the switch asks us about at each
 * registration. Nothing of it is stored; after a restart the page asks for another.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id, Instant, Millis } from '../../core/units.js';
import { allowed, type Deps } from './context.js';
import { sessionOf } from './sessions.js';

export interface IceServer { readonly urls: string; readonly username?: string; readonly credential?: string }
export interface SoftphoneSettings {
  /** SIP domain of the desks; the digest's realm, too. */
  readonly domain: string;
  /** SIP over WebSocket at the switch, `wss://pbx.example:7443`; null: collectors have phones of their own. */
  readonly websocket: string | null;
  readonly stun: readonly string[];
  readonly turn: readonly string[];
  /** Shared with the TURN server (coturn's `use-auth-secret`); null: it asks for nothing. */
  readonly turnSecret: string | null;
  readonly simulated: boolean;
}
export type SoftphoneGrant =
  | { readonly mode: 'sip'; readonly uri: string; readonly user: string; readonly password: string; readonly websocket: string; readonly iceServers: readonly IceServer[]; readonly expiresAt: Instant }
  | { readonly mode: 'simulated' };

/** A registration is renewed well within this. */
export const GRANT_LENGTH: Millis = 15 * 60_000;
/** Credentials of a TURN server outlive the longest call. */
const TURN_LENGTH: Millis = 6 * 3_600_000;

interface Grant { readonly userId: Id; readonly token: string; readonly hash: string; readonly expiresAt: Instant }

export class Softphones {
  /** By the desk's name at the switch: the newest session is the one that rings. */
  readonly #grants = new Map<string, Grant>();
  constructor(private readonly deps: Pick<Deps, 'store' | 'clock'>, private readonly settings: SoftphoneSettings) {}

  /**
   * A password for this session's browser; the one before ends. Codes: `right.denied`, `softphone.off` (no address of the switch
   * is set), `softphone.desk` (this user's desk is no SIP name of ours).
   */
  grant(by: User, token: string): Result<SoftphoneGrant> {
    const may = allowed(by, 'desk.use');
    if (!may.ok) return may;
    const { domain, websocket, simulated } = this.settings;
    if (simulated) return ok({ mode: 'simulated' });
    if (websocket === null) return fail('softphone.off', 'no softphone: DUNWELL_SOFTPHONE_URL and DUNWELL_SWITCH_SECRET are not set');
    const { desk } = by;
    if (desk?.kind !== 'user' || desk.domain !== domain) return fail('softphone.desk', `this user has no desk NAME@${domain}; a supervisor can give one`);
    const now = this.deps.clock.now();
    const password = randomBytes(24).toString('base64url');
    const expiresAt = now + GRANT_LENGTH;
    this.#forget(now);
    this.#grants.set(desk.user, { userId: by.id, token, hash: createHash('md5').update(`${desk.user}:${domain}:${password}`).digest('hex'), expiresAt });
    return ok({ mode: 'sip', uri: `sip:${desk.user}@${domain}`, user: desk.user, password, websocket, iceServers: this.#ice(by.id, now), expiresAt });
  }

  /** HA1 of the digest (RFC 2617: MD5 of user:realm:password) of a desk that registers by a browser now; null: not one of ours. */
  async hashOf(name: string, domain: string): Promise<string | null> {
    const grant = domain === this.settings.domain ? this.#grants.get(name) : undefined;
    if (grant === undefined || grant.expiresAt <= this.deps.clock.now()) return null;
    const session = await sessionOf(this.deps, grant.token);
    const { desk } = session?.user ?? { desk: null };
    // Logged out, disabled, or given another desk since.
    if (session?.user.id !== grant.userId || desk?.kind !== 'user' || desk.user !== name) { this.#grants.delete(name); return null; }
    return grant.hash;
  }

  #forget(now: Instant): void { for (const [name, grant] of this.#grants) if (grant.expiresAt <= now) this.#grants.delete(name); }
  /** Time-limited TURN credentials: draft-uberti-behave-turn-rest, as coturn reads them. */
  #ice(userId: Id, now: Instant): readonly IceServer[] {
    const { stun, turn, turnSecret } = this.settings;
    const username = `${Math.floor((now + TURN_LENGTH) / 1000)}:${userId}`;
    const secret = turnSecret === null ? {} : { username, credential: createHmac('sha1', turnSecret).update(username).digest('base64') };
    return [...stun.map((urls) => ({ urls })), ...turn.map((urls) => ({ urls, ...secret }))];
  }
}
