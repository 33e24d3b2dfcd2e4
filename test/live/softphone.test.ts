/**
 * Browsers as phones on a real switch: three Chromiums with microphones of their own register over WSS with passwords of their sessions,
 * take calls from the network with voice both ways, hand one over, and are whispered to and joined by a supervisor.
 */
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureCertificate } from '../../src/boot/certificate.js';
import { CHROMIUM, noBrowser } from '../console/browser.js';
import { DOMAIN, hasSound, Live, wavInfo, whyNoLive } from './harness.js';
import { csv, mobile, Server } from './harness/server.js';

/** Browsers offer no loopback address as a way for the voice. */
const ADDRESS = Object.values(networkInterfaces()).flat().find((one) => one?.family === 'IPv4' && !one.internal)?.address ?? null;
const missing = whyNoLive() ?? noBrowser ?? (ADDRESS === null ? 'no address besides loopback' : null);
if (missing !== null) console.warn(`skipped: ${missing}`);
const PORT = 18_081;
const SECRET = 'a secret between the switch and us';
const PASSWORD = 'a-long-test-password';

interface Heard { readonly packetsIn: number; readonly packetsOut: number; readonly energy: number; readonly seconds: number }
/** In the page: every peer connection it makes, and what has come through the last one. */
const WATCH = 'window.peers = []; window.RTCPeerConnection = class extends RTCPeerConnection { constructor(options) { super(options); window.peers.push(this); } };';
const COUNT = `(async () => {
  const total = { packetsIn: 0, packetsOut: 0, energy: 0, seconds: 0 };
  (await window.peers.at(-1)?.getStats())?.forEach((one) => {
    if (one.type === 'inbound-rtp') [total.packetsIn, total.energy, total.seconds] = [one.packetsReceived, one.totalAudioEnergy, one.totalSamplesDuration];
    if (one.type === 'outbound-rtp') total.packetsOut = one.packetsSent;
  });
  return total;
})()`;

class Seat {
  private constructor(readonly browser: Browser, readonly page: Page, readonly id: string, readonly token: string) {}
  static async take(server: Server, login: string, user: { readonly id: string; readonly token: string }): Promise<Seat> {
    // Its microphone beeps once a second.
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--ignore-certificate-errors', '--autoplay-policy=no-user-gesture-required', '--disable-features=WebRtcHideLocalIpsWithMdns'] });
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB', viewport: { width: 1366, height: 768 } });
    const page = await context.newPage();
    await page.addInitScript({ content: WATCH });
    await page.goto(server.url);
    await page.getByLabel('Login').fill(login);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForSelector('.shell, nav', { state: 'attached' });
    // Who mostly watches opens the desk when they want it.
    await page.goto(`${server.url}/desk`);
    await page.waitForSelector('.softphone');
    return new Seat(browser, page, user.id, user.token);
  }
  /** Goes ready in the page; the standing leg is up when the voice's way is. */
  async ready(): Promise<void> {
    await this.page.getByRole('button', { name: /Go ready/ }).first().click();
    await this.page.waitForSelector('#leg.parked', { state: 'attached', timeout: 30_000 });
  }
  heard(): Promise<Heard> { return this.page.evaluate(COUNT); }
  /** Over some seconds: packets each way, and the mean power of what is heard (0 to 1). */
  async hears(length = 3_000): Promise<{ readonly packetsIn: number; readonly packetsOut: number; readonly power: number }> {
    const before = await this.heard();
    await sleep(length);
    const after = await this.heard();
    return { packetsIn: after.packetsIn - before.packetsIn, packetsOut: after.packetsOut - before.packetsOut, power: (after.energy - before.energy) / Math.max(0.1, after.seconds - before.seconds) };
  }
  mute(on: boolean): Promise<void> { return this.page.evaluate(`for (const peer of window.peers) for (const sender of peer.getSenders()) if (sender.track) sender.track.enabled = ${String(!on)}`); }
}

describe.skipIf(missing !== null)('browsers as phones', () => {
  let live: Live;
  let server: Server;
  const seats: Record<string, Seat> = {};
  let made = 0;

  beforeAll(async () => {
    const certificates = join(process.env['TMPDIR'] ?? '/tmp', `dunwell-live-certs-${process.pid}`);
    await ensureCertificate(certificates, ADDRESS ?? '', Date.now());
    live = await Live.start({ agents: 0, env: { SWITCH_DESKS_IP: ADDRESS ?? '', SWITCH_CERTS: certificates, SWITCH_DIRECTORY_BINDING: 'directory', SWITCH_DIRECTORY_URL: `http://127.0.0.1:${PORT}/switch/directory`, SWITCH_DIRECTORY_SECRET: SECRET } });
    server = new Server(live, { DUNWELL_HTTP_PORT: String(PORT), DUNWELL_CERTIFICATES: certificates, DUNWELL_SWITCH_SECRET: SECRET, DUNWELL_SOFTPHONE_URL: `wss://${ADDRESS ?? ''}:7443` });
    await server.start();
    await server.trunk('carrier1');
    await server.ready();
    for (const [login, role, user] of [['ann', 'collector', '1000'], ['bob', 'collector', '1001'], ['sue', 'supervisor', '1002']] as const) {
      const person = await server.person(login, role, { kind: 'user', user, domain: DOMAIN });
      seats[login] = await Seat.take(server, login, person);
    }
  }, 180_000);
  afterAll(async () => {
    for (const seat of Object.values(seats)) await seat.browser.close();
    await server.kill('SIGTERM');
    await live.stop();
  });
  const seat = (login: string): Seat => { const found = seats[login]; if (!found) throw new Error(login); return found; };

  /** A running campaign with one lead whose number behaves so. */
  async function lead(behaviour: string): Promise<string> {
    const id = await server.campaign(`c${made}`, { mode: 'progressive', record: true, wrapUp: { limit: 0, then: 'ready' } });
    const phone = mobile(made++, behaviour);
    await server.import(id, csv([{ name: '客户', phone }]));
    await server.ask('POST', `/campaigns/${id}/start`);
    return phone;
  }
  const free = async (one: Seat): Promise<void> => {
    await server.askAs(one.token, 'POST', '/desk/commands', { command: { type: 'ready' } });
    await server.until('ready again', async () => (await server.ask<{ agents: { userId: string; state: string; leg: string }[] }>('GET', '/live')).agents.some((agent) => agent.userId === one.id && agent.state === 'ready' && agent.leg === 'parked'));
  };
  const talking = async (): Promise<{ attemptId: string; userId: string | null }> => server.until('somebody talks', async () => (await server.ask<{ calls: { attemptId: string; state: string; userId: string | null }[] }>('GET', '/live')).calls.find((call) => call.state === 'talking'), 60_000);

  it('register over WSS, though the switch has no file of them', async () => {
    const rows = await live.ours.until('two registrations', async () => { const text = await live.eslApi('show registrations as json'); const found = (JSON.parse(text) as { rows?: { reg_user: string; url: string }[] }).rows ?? []; return found.length >= 2 ? found : null; }, 30_000);
    expect(rows.map((row) => row.reg_user)).toEqual(expect.arrayContaining(['1000', '1001']));
    expect(rows.every((row) => /transport=wss/i.test(decodeURIComponent(row.url)))).toBe(true);
  });

  it('carry a call with voice both ways, by packets and by energy, and hand it to a colleague', async () => {
    await seat('ann').ready();
    const phone = await lead('10403');
    const recording = join(live.dir, 'callee.wav');
    await live.recordCalleeLeg(phone.slice(3), recording, 30_000);
    const call = await talking();
    expect(call.userId).toBe(seat('ann').id);
    // The callee echoes: what Ann's microphone beeps comes back to her.
    const ann = await seat('ann').hears();
    expect(ann.packetsIn).toBeGreaterThan(100);
    expect(ann.packetsOut).toBeGreaterThan(100);
    expect(ann.power).toBeGreaterThan(1e-5);
    await seat('bob').ready();
    await server.askAs(seat('ann').token, 'POST', '/desk/commands', { command: { type: 'transferAgent', attemptId: call.attemptId, userId: seat('bob').id } });
    await server.until('Bob talks', async () => (await server.ask<{ calls: { attemptId: string; state: string; userId: string | null }[] }>('GET', '/live')).calls.some((one) => one.attemptId === call.attemptId && one.userId === seat('bob').id && one.state === 'talking'));
    const bob = await seat('bob').hears();
    expect(bob.packetsIn).toBeGreaterThan(100);
    expect(bob.power).toBeGreaterThan(1e-5);
    await server.askAs(seat('bob').token, 'POST', '/desk/commands', { command: { type: 'hangUp', attemptId: call.attemptId } });
    await live.network.until('the callee gone', async () => (await live.network.channels()).length === 0);
    // Right is what the callee heard.
    expect(hasSound(wavInfo(recording, { side: 2, from: 1 }))).toBe(true);
    await server.askAs(seat('bob').token, 'POST', '/desk/commands', { command: { type: 'dispose', attemptId: call.attemptId, code: 'refuses' } });
    await server.askAs(seat('bob').token, 'POST', '/desk/commands', { command: { type: 'logout' } });
  }, 120_000);

  it('go on talking while the page has no network, and take commands when it is back', async () => {
    const ann = seat('ann');
    await free(ann);
    const phone = await lead('10402');
    const call = await talking();
    expect(call.userId).toBe(ann.id);
    await ann.page.context().setOffline(true);
    await ann.page.waitForSelector('[role=alert], .banner', { state: 'attached' });
    const offline = await ann.hears(4_000);
    expect(offline.packetsIn).toBeGreaterThan(150);
    expect(offline.power).toBeGreaterThan(1e-5);
    await ann.page.context().setOffline(false);
    await live.ours.until('registered again', async () => (await live.eslApi('show registrations')).includes('1000,'), 30_000);
    expect((await talking()).attemptId).toBe(call.attemptId);
    await ann.page.getByRole('button', { name: /Hang up/ }).first().click();
    await live.ours.until('the callee gone', async () => (await live.ours.channels()).every((leg) => leg.dest !== phone.slice(3)));
    await server.askAs(ann.token, 'POST', '/desk/commands', { command: { type: 'dispose', attemptId: call.attemptId, code: 'refuses' } });
  }, 120_000);

  it('are listened to, whispered to and joined by a supervisor’s browser', async () => {
    const [ann, sue] = [seat('ann'), seat('sue')];
    await free(ann);
    // An echo: the switch whispers only into a stream that flows.
    await lead('10402');
    const call = await talking();
    expect(call.userId).toBe(ann.id);
    const monitor = (mode: string): Promise<boolean> => server.askAs(sue.token, 'POST', `/live/calls/${call.attemptId}/monitor`, { mode }).then(() => true, () => false);
    await server.until('the supervisor’s line', () => monitor('listen'), 30_000);
    await server.until('the supervisor hears her', async () => (await sue.hears(2_000)).power > 1e-5);
    await ann.mute(true);
    // What she said last comes back once more; then it is silent.
    await server.until('silence', async () => (await ann.hears(2_000)).power < 1e-6);
    expect(await monitor('whisper')).toBe(true);
    await server.until('she hears the whisper', async () => (await ann.hears(2_000)).power > 1e-5);
    // The customer echoes what reaches them, and whoever listens hears it: of a whisper nothing.
    expect((await sue.hears()).power).toBeLessThan(1e-6);
    expect(await monitor('barge')).toBe(true);
    await server.until('the customer hears the supervisor', async () => (await sue.hears(2_000)).power > 1e-5);
    expect(await monitor('stop')).toBe(true);
    await server.askAs(ann.token, 'POST', '/desk/commands', { command: { type: 'hangUp', attemptId: call.attemptId } });
  }, 120_000);
}, 300_000);
