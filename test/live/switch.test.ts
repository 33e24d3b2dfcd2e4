/** Our sip-profiles on a real FreeSWITCH: it does what README.md says, and nothing else can create a leg. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DOMAIN, Live, PHONE_PASSWORD, RawEsl, hasSound, wavInfo, whyNoLive } from './harness.js';

const why = whyNoLive();
describe.skipIf(why !== null)(`sip-profiles on a real switch${why === null ? '' : ` (skipped: ${why})`}`, () => {
  let live: Live;
  beforeAll(async () => {
    live = await Live.start({ agents: 3, env: { SWITCH_INBOUND_DEADMAN: '3' } });
    await live.phones.start('1000');
    await live.phones.start('1001');
    await live.phones.start('1002', 'uas-forward');
  });
  afterAll(async () => {
    await live.stop();
    expect(live.processes.running()).toEqual([]);
  });
  afterEach(async () => {
    await live.eslApi('hupall');
    await live.network.api('hupall');
    await live.ours.until('no leg left', async () => (await live.channelsLeft()).length === 0);
  });

  const originate = async (to: string, variables = 'ignore_early_media=true,originate_timeout=8'): Promise<string> => {
    const said = await live.eslApi(`originate {${variables}}${to} &park()`);
    return said.startsWith('+OK ') ? said.slice(4) : said;
  };
  const isLeg = (text: string): boolean => /^[0-9a-f-]{36}$/.test(text);

  it('starts without errors, and warns of nothing but what is known', () => {
    const complaints = readFileSync(live.ours.log, 'utf8').split('\n').filter((line) => /\[(WARNING|ERR|CRIT|ALERT)\]/.test(line));
    expect(complaints.filter((line) => !/MSG Thread 0 Started|SIP auth challenge/.test(line))).toEqual([]);
  });

  it('listens on loopback only', () => {
    const listens = live.listens();
    expect(listens).toEqual(expect.arrayContaining(['udp 127.0.0.1:5060', 'tcp 127.0.0.1:5066', 'udp 127.0.0.1:5080', 'tcp 127.0.0.1:8021']));
    expect(listens.filter((at) => !/ 127\.0\.0\.1:/.test(at))).toEqual([]);
  });

  it('opens its event socket to the password alone, and runs no programs', async () => {
    await expect(RawEsl.open({ ...live.ours.address, password: 'ClueCon' })).rejects.toThrow(/refused/);
    expect(await live.eslApi('system true')).toMatch(/^-ERR/);
    expect(await live.eslApi('originate loopback/9196/desks &park()')).toMatch(/^-ERR/);
  });

  it('rings a registered desk', async () => {
    expect(await originate(live.phones.dial('1000'))).toSatisfy(isLeg);
    expect(await originate(live.phones.dial('1001'))).toSatisfy(isLeg);
    expect(await originate('user/1009@live.test')).toBe('-ERR SUBSCRIBER_ABSENT');
  });

  it('rings a browser over WebSocket, and offers Opus, encrypted', async () => {
    const browser = await BrowserPhone.register('1001');
    try {
      const ringing = originate(live.phones.dial('1001'), 'originate_timeout=5');
      const invite = await browser.next(/^INVITE /);
      expect(invite).toMatch(/^m=audio \d+ (UDP\/TLS\/)?RTP\/SAVPF /m);
      expect(invite).toMatch(/opus\/48000/i);
      expect(invite).toMatch(/^a=fingerprint:sha-256 /m);
      expect(invite).toMatch(/^a=candidate:.* 127\.0\.0\.1 /m);
      await live.eslApi('hupall');
      expect(await ringing).toMatch(/^-ERR/);
    } finally {
      browser.close();
      await live.phones.register('1001');
    }
  });

  it('rings a template desk', async () => {
    expect(await originate(live.templateDesk(1))).toSatisfy(isLeg);
  });

  it.each([
    ['10100', null], ['10401', null], ['30201', null], ['20102', 'USER_BUSY'], ['20211', 'NO_ANSWER'], ['20301', 'CALL_REJECTED'], ['20400', 'UNALLOCATED_NUMBER'],
    ['20501', 'NO_USER_RESPONSE'], ['20600', 'NORMAL_TEMPORARY_FAILURE'], ['20700', 'CALL_REJECTED'], ['20800', 'NUMBER_CHANGED'], ['30301', 'UNALLOCATED_NUMBER'],
  ])('reaches the network: %s', async (behaviour, cause) => {
    const said = await originate(`sofia/gateway/carrier1/138000${behaviour}`);
    if (cause === null) expect(said).toSatisfy(isLeg); else expect(said).toBe(`-ERR ${cause}`);
  });

  it('parks a call from a trunk unanswered, with the number that was rung and who rang', async () => {
    const leg = await live.ringUs('13900000001', '4001234567');
    expect(leg).toMatchObject({ context: 'inbound', application: 'park', callstate: 'RINGING', cid_num: '13900000001' });
  });

  it('lets go of an inbound call nobody takes, and keeps one that was taken', async () => {
    const left = await live.ringUs('13900000001', '4001000001');
    const taken = await live.ringUs('13900000002', '4001000002');
    await live.eslApi(`uuid_answer ${taken.uuid}`);
    await live.eslApi(`sched_del ${taken.uuid}`);
    await live.ours.until('the dead-man of the first call', async () => (await live.eslApi(`uuid_exists ${left.uuid}`)) === 'false');
    await sleep(2_500);
    expect(await live.eslApi(`uuid_exists ${taken.uuid}`)).toBe('true');
  });

  it('gives a desk that dials no way out', async () => {
    for (const number of ['13800010101', '1001', '4001234567', '9197', 'sofia/gateway/carrier1/13800010101', 'park', '&park()']) {
      expect(await live.phones.run('uac-dial', '1000', number)).toEqual({ ok: true, why: '' });
    }
    expect(await live.network.channels()).toEqual([]);
  });

  it('obeys no REFER', async () => {
    expect(await live.phones.run('uac-refer', '1000', '9196')).toEqual({ ok: true, why: '' });
    expect(await live.network.channels()).toEqual([]);
  });

  it('follows no redirect, of a carrier or of a forwarding desk', async () => {
    expect(await originate(live.phones.dial('1002'))).toBe('-ERR REQUESTED_CHAN_UNAVAIL');
    await live.phones.kill('1002');
    live.processes.background('sipp', ['-sf', new URL('sipp/uas-forward.xml', import.meta.url).pathname, '-i', '127.0.0.1', '-ci', '127.0.0.1', '-p', '5290', '-nostdin'], 'forwarder.log');
    await sleep(500);
    expect(await originate('sofia/gateway/forwarder/13800010100')).toBe('-ERR REQUESTED_CHAN_UNAVAIL');
    expect(await live.network.channels()).toEqual([]);
  });

  it('lets no desk take over a running call', async () => {
    const [desk, customer] = [await originate(live.phones.dial('1000')), await originate('sofia/gateway/carrier1/13800010400')];
    await live.eslApi(`uuid_bridge ${desk} ${customer}`);
    await live.ours.until('the bridge', async () => (await live.eslApi('show bridged_calls')).includes(desk));
    expect(await live.phones.run('uac-replaces', '1001', desk)).toEqual({ ok: true, why: '' });
    expect(await live.eslApi('show bridged_calls')).toContain(desk);
    expect((await live.channelsLeft()).map((leg) => leg.uuid).sort()).toEqual([desk, customer].sort());
  });

  it('joins three legs in a conference', async () => {
    const legs = [await originate(live.phones.dial('1000')), await originate(live.templateDesk(2)), await originate('sofia/gateway/carrier2/13800010400')];
    for (const leg of legs) await live.eslApi(`uuid_transfer ${leg} conference:three-way@default inline`);
    await live.ours.until('three members', async () => (await live.eslApi('conference three-way list count')) === '3');
  });

  it('records both sides into a folder by date, which it makes itself', async () => {
    const path = join(live.ours.recordings, '2026/11/21/attempt.wav');
    const customer = await originate('sofia/gateway/carrier1/13800010100', 'ignore_early_media=true,RECORD_STEREO=true');
    await live.eslApi(`uuid_record ${customer} start ${path}`);
    const desk = await originate(live.phones.dial('1000'));
    await live.eslApi(`uuid_bridge ${desk} ${customer}`);
    await sleep(2_000);
    await live.eslApi(`uuid_kill ${customer}`);
    await live.ours.until('the recording', () => Promise.resolve(existsSync(path)));
    await sleep(300);
    const [theirs, ours] = [wavInfo(path, { side: 1 }), wavInfo(path, { side: 2, from: 1 })];
    expect(theirs).toMatchObject({ channels: 2, rate: 8000 });
    expect(hasSound(theirs)).toBe(true);
    expect(ours.hertz).toBeGreaterThan(400);
    expect(ours.hertz).toBeLessThan(480);
  });

  it('plays the message to a person nobody could take, to its end, and hangs up', async () => {
    const path = join(live.dir, 'heard.wav');
    const heard = live.recordCalleeLeg('13800010401', path);
    const customer = await originate('sofia/gateway/carrier1/13800010401');
    await heard;
    const message = join(live.ours.sounds, 'safe-harbour.wav');
    await live.eslApi(`uuid_setvar ${customer} playback_terminators none`);
    await live.eslApi(`uuid_transfer ${customer} playback:${message},hangup:NORMAL_CLEARING inline`);
    await live.ours.until('the end of the message', async () => (await live.eslApi(`uuid_exists ${customer}`)) === 'false', 20_000);
    await sleep(500);
    const said = wavInfo(message);
    const recorded = wavInfo(path);
    expect(recorded.seconds).toBeGreaterThan(said.seconds - 0.3);
    expect(hasSound(recorded)).toBe(true);
  });
});

/** As much of a browser's phone as it takes to register over WebSocket and be rung. */
class BrowserPhone {
  private readonly heard: string[] = [];
  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => { this.heard.push(data.toString('utf8')); });
  }
  static async register(user: string): Promise<BrowserPhone> {
    const socket = new WebSocket('ws://127.0.0.1:5066', 'sip');
    await new Promise<void>((resolve, reject) => { socket.once('open', resolve); socket.once('error', reject); });
    const phone = new BrowserPhone(socket);
    const send = (seq: number, extra: readonly string[]): void => {
      socket.send([`REGISTER sip:${DOMAIN} SIP/2.0`, `Via: SIP/2.0/WS browser.invalid;branch=z9hG4bK${seq}`, 'Max-Forwards: 70', `From: <sip:${user}@${DOMAIN}>;tag=b`, `To: <sip:${user}@${DOMAIN}>`,
        'Call-ID: browser-1', `CSeq: ${seq} REGISTER`, `Contact: <sip:${user}@browser.invalid;transport=ws>`, 'Expires: 60', ...extra, 'Content-Length: 0', '', ''].join('\r\n'));
    };
    send(1, []);
    const nonce = /nonce="([^"]+)"/.exec(await phone.next(/^SIP\/2\.0 401/))?.[1] ?? '';
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const response = md5([md5(`${user}:${DOMAIN}:${PHONE_PASSWORD}`), nonce, '00000001', 'c', 'auth', md5(`REGISTER:sip:${DOMAIN}`)].join(':'));
    send(2, [`Authorization: Digest username="${user}", realm="${DOMAIN}", nonce="${nonce}", uri="sip:${DOMAIN}", response="${response}", algorithm=MD5, cnonce="c", qop=auth, nc=00000001`]);
    await phone.next(/^SIP\/2\.0 200/);
    return phone;
  }
  /** The first message heard that begins so. */
  async next(start: RegExp): Promise<string> {
    for (const end = Date.now() + 5_000; Date.now() < end; await sleep(20)) {
      const at = this.heard.findIndex((text) => start.test(text));
      if (at >= 0) return this.heard.splice(at, 1)[0] ?? '';
    }
    throw new Error(`the switch did not say ${String(start)}; it said ${this.heard.join(' | ')}`);
  }
  close(): void { this.socket.close(); }
}
