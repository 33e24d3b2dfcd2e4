/** The softphone's wiring: what browsers register with, and the certificate of the way there. */
import { Softphones, type Deps } from '../app/usecases/index.js';
import type { Config } from '../config.js';
import { ensureCertificate } from './certificate.js';

/** A certificate is renewed by hand: said this early. */
const WARN_DAYS = 30;

export async function softphonesOf(config: Config, deps: Pick<Deps, 'store' | 'clock' | 'log'>): Promise<Softphones> {
  const { softphoneUrl, deskDomain: domain, stun, turn, turnSecret, simulated } = config;
  if (!simulated && softphoneUrl?.startsWith('wss:') === true) {
    const { file, created, daysLeft, fits } = await ensureCertificate(config.certificates, new URL(softphoneUrl).hostname.replace(/^\[|\]$/g, ''), deps.clock.now());
    if (created) deps.log.info({ file }, 'a certificate was made for the switch’s secure WebSocket: start the switch with this folder as its certs');
    if (daysLeft < WARN_DAYS) deps.log.warn({ file, daysLeft }, 'the certificate of the softphones ends soon');
    if (!fits) deps.log.warn({ file }, 'the certificate is not for the name in DUNWELL_SOFTPHONE_URL: browsers will refuse the switch');
  }
  return new Softphones(deps, { domain, websocket: simulated ? null : softphoneUrl, stun, turn, turnSecret, simulated });
}
