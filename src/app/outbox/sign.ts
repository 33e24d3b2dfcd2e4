/** The signature a receiver checks, and the secret it shares with us. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Webhook } from '../../core/records/index.js';
import type { Instant, Millis } from '../../core/units.js';
import type { Dice } from '../ports/system.js';
import type { Vault } from '../ports/vault.js';
import type { OutboxSettings } from './ports.js';

export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64url')}`;

/** The keys that sign now: the webhook's own, and the one before it while the receiver may still use that. */
export function secretsOf(vault: Pick<Vault, 'open'>, webhook: Pick<Webhook, 'secretSealed' | 'oldSecretSealed' | 'oldSecretUntil'>, at: Instant): readonly string[] {
  const { secretSealed, oldSecretSealed, oldSecretUntil } = webhook;
  return [secretSealed, ...(oldSecretSealed !== null && oldSecretUntil !== null && at < oldSecretUntil ? [oldSecretSealed] : [])].map((sealed) => vault.open('secret', sealed));
}

/** `t=<seconds since 1970>,v1=<hex of HMAC-SHA256(secret, t + "." + body)>`, a `v1` for each secret. The time is signed too, so that an old message can't be sent again as a new one. */
export function signature(secrets: readonly string[], at: Instant, body: string): string {
  const t = Math.floor(at / 1000);
  return [`t=${t}`, ...secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${t}.${body}`, 'utf8').digest('hex')}`)].join();
}

/** The wait after `tries` failed ones: doubling from the first, never beyond the most, less up to a quarter by chance, so that receivers that failed together are not tried together. */
export function waitAfter(tries: number, settings: Pick<OutboxSettings, 'firstRetry' | 'mostRetry'>, dice: Dice): Millis {
  const whole = Math.min(settings.mostRetry, settings.firstRetry * 2 ** Math.min(40, Math.max(0, tries - 1)));
  return Math.round(whole * (1 - dice.next() / 4));
}
