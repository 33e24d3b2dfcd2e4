/** What a collector, a supervisor and a debtor who calls back can do with a call, on a real switch; each claim is checked at the switch itself. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DOMAIN, hasSound, Live, wavInfo, whyNoLive } from './harness.js';
import { Desk } from './harness/desk.js';
import { bridged, callee, Digits, ear, hears, legTo, lineOf, members, partner, ring, there } from './harness/floor.js';
import { SickCarrier } from './harness/sick-carrier.js';
import { csv, mobile, Server, type AttemptRow } from './harness/server.js';

const missing = whyNoLive();
if (missing !== null) console.warn(`skipped: ${missing}`);

interface LeadRow { readonly id: string; readonly caseId: string; readonly partyId: string; readonly state: string; readonly version: number }
interface Whole extends AttemptRow { readonly direction: string; readonly caseId: string | null; readonly dispositionCode: string | null; readonly campaignId: string | null; readonly callerId: string | null }
const SHOWN = '861055550100';

describe.skipIf(missing !== null)('control of calls', () => {
  let live: Live;
  let server: Server;
  let ann: Desk;
  let bob: Desk;
  let cid: Desk;
  let digits: Digits;
  let made = 0;

  beforeAll(async () => {
    live = await Live.start({ agents: 6 });
    server = new Server(live);
    await server.start();
    await server.trunk('carrier1');
    await server.ready();
    for (const name of ['1000', '1001', '1002']) await live.phones.start(name);
    [ann, bob, cid] = await Promise.all([['ann', '1000'], ['bob', '1001'], ['cid', '1002']].map(async ([login = '', phone = '']) => Desk.open(server, login, await server.collector(login, { kind: 'user', user: phone, domain: DOMAIN })))) as [Desk, Desk, Desk];
    digits = await Digits.listen(live);
  });
  afterAll(async () => {
    digits.close();
    for (const desk of [ann, bob, cid]) await desk.close();
    await server.kill('SIGTERM');
    await live.stop();
  });
  /** Whatever a test left behind is closed, and nothing may be left: no member in a room, no leg on the switch. */
  afterEach(async () => {
    for (const one of await server.all<{ id: string; state: string }>('/campaigns')) if (one.state === 'running') await server.ask('POST', `/campaigns/${one.id}/stop`);
    for (const desk of [ann, bob, cid]) if (desk.state?.state !== 'offline') await desk.leave();
    await live.ours.until('no channel left on the switch', async () => (await live.channelsLeft()).length === 0, 20_000);
    await server.until('no call left in the server', async () => (await server.ask<{ calls: unknown[] }>('GET', '/live')).calls.length === 0);
  });

  /** A running campaign with one lead for each behaviour; numbers are never used twice, since a number rests after a call. */
  async function campaign(settings: Readonly<Record<string, unknown>>, behaviours: readonly string[], running = true): Promise<{ readonly id: string; readonly phones: readonly string[]; readonly leads: readonly LeadRow[] }> {
    const at = made;
    made += behaviours.length;
    const id = await server.campaign(`c${at}`, { mode: 'manual', record: true, wrapUp: { limit: 0, then: 'ready' }, ...settings });
    const phones = behaviours.map((behaviour, n) => mobile(at + n, behaviour));
    await server.import(id, csv(phones.map((phone, n) => ({ name: `客户${at + n}`, phone }))));
    const leads: LeadRow[] = [];
    for (const phone of phones) leads.push(...(await server.ask<{ items: LeadRow[] }>('POST', '/leads/search', { campaignId: id, phone })).items);
    expect(leads).toHaveLength(phones.length);
    if (running) await server.ask('POST', `/campaigns/${id}/start`);
    return { id, phones, leads };
  }
  const attempt = (id: string): Promise<Whole> => server.ask<Whole>('GET', `/attempts/${id}`);
  const settled = (id: string): Promise<Whole> => server.until(`attempt ${id} settled`, async () => { const row = await attempt(id); return row.outcome === null ? null : row; });
  const journal = async (id: string): Promise<readonly string[]> => (await server.ask<{ items: { event: string }[] }>('GET', `/attempts/${id}/journal`)).items.map((line) => line.event);

  /** Ann (or another) dials the first lead by hand and talks. */
  async function talk(desk: Desk, behaviour: string, settings: Readonly<Record<string, unknown>> = {}): Promise<{ readonly campaignId: string; readonly id: string; readonly phone: string; readonly leg: string; readonly lead: LeadRow }> {
    const { id: campaignId, phones, leads } = await campaign(settings, [behaviour]);
    const [phone = '', lead] = [phones[0], leads[0]];
    if (!lead) throw new Error('no lead');
    const id = await desk.dial({ type: 'manualDial', campaignId, leadId: lead.id });
    await desk.event('connected', (event) => event.attemptId === id, 15_000);
    const leg = await legTo(live, phone);
    await bridged(live, leg, desk.id);
    return { campaignId, id, phone, leg, lead };
  }

  describe('a call by hand', () => {
    it('connects, is held, carries digits, is hung up and filed with a promise', async () => {
      await ann.ready();
      const { id, phone, lead, leg } = await talk(ann, '10401');
      const shown = await ann.event('reserved', (event) => event.call.attemptId === id && event.pop !== null);
      expect(shown.pop).toMatchObject({ leadId: lead.id, name: expect.stringMatching(/^客户/) as unknown });
      await ann.ask({ type: 'hold', attemptId: id, on: true });
      await ann.event('held', (event) => event.attemptId === id && event.on);
      await ann.ask({ type: 'hold', attemptId: id, on: false });
      await ann.event('held', (event) => event.attemptId === id && !event.on);
      expect(await partner(live, leg)).not.toBeNull();
      const theirs = await callee(live, phone);
      // In park a leg tells its digits; in echo it swallows them.
      await live.network.api(`uuid_transfer ${theirs} park inline`);
      await ann.ask({ type: 'digits', attemptId: id, digits: '12#*9' });
      await live.network.until('the digits at the callee', () => Promise.resolve(digits.of(theirs) === '12#*9'));
      expect((await bob.refused({ type: 'hangUp', attemptId: id })).code).toBe('call.not_yours');
      await ann.ask({ type: 'hangUp', attemptId: id });
      expect(await ann.event('ended', (event) => event.attemptId === id)).toMatchObject({ bridged: true, dispositionDue: true, by: 'collector' });
      await live.network.until('the callee let go', async () => !(await there(live, theirs)));
      const due = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
      const filed = await ann.ask({ type: 'dispose', attemptId: id, code: 'promise', promise: { amount: 12_345, due }, note: '答应付款' });
      expect(filed).toMatchObject({ kind: 'disposed', promiseId: expect.any(String) as unknown });
      await ann.is('ready again', (state) => state.state === 'ready' && state.leg === 'parked');
      expect(await settled(id)).toMatchObject({ outcome: 'human', mode: 'manual', dispositionCode: 'promise', userId: ann.id });
      const pop = await server.ask<{ promises: unknown[] }>('GET', `/cases/${lead.caseId}`);
      expect(pop.promises).toEqual([expect.objectContaining({ amount: 12_345, due, state: 'open' })]);
    });

    it('a customer who hangs up sends the collector to wrap-up', async () => {
      await ann.ready();
      const { id } = await talk(ann, '10605');
      expect(await ann.event('ended', (event) => event.attemptId === id, 15_000)).toMatchObject({ by: 'customer', bridged: true });
      await ann.is('wrap-up, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked');
      await ann.ask({ type: 'dispose', attemptId: id, code: 'hung_up' });
    });

    it('by number; a suppressed one is refused with the reason; an unknown one too', async () => {
      await ann.ready();
      const { id: campaignId, phones: [first = '', second = ''] } = await campaign({}, ['10401', '10401']);
      const id = await ann.dial({ type: 'manualDial', campaignId, number: first });
      await ann.event('connected', (event) => event.attemptId === id, 15_000);
      await ann.ask({ type: 'hangUp', attemptId: id });
      await ann.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      await ann.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      await server.ask('POST', '/suppressions', { number: second, source: 'asked us' });
      const refused = await ann.refused({ type: 'manualDial', campaignId, number: second });
      expect(refused).toMatchObject({ code: 'gate.denied', text: expect.stringContaining('suppression') as unknown });
      expect((await ann.refused({ type: 'manualDial', campaignId, number: '13999999999' })).code).toBe('number.unknown');
      expect(ann.state).toMatchObject({ state: 'ready', leg: 'parked' });
    });

    it('a busy callee frees the collector at once', async () => {
      await ann.ready();
      const { id: campaignId, leads } = await campaign({}, ['20105']);
      const id = await ann.dial({ type: 'manualDial', campaignId, leadId: leads[0]?.id ?? '' });
      const ended = await ann.event('ended', (event) => event.attemptId === id);
      expect(ended).toMatchObject({ outcome: 'busy', bridged: false, dispositionDue: false });
      const free = await ann.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      expect(free.at - ended.at).toBeLessThan(500);
      expect(await settled(id)).toMatchObject({ outcome: 'busy', sipStatus: 486 });
    });

    it('hung up while it rings, it is cancelled and the collector is free', async () => {
      await ann.ready();
      const { id: campaignId, phones, leads } = await campaign({}, ['20200']);
      const id = await ann.dial({ type: 'manualDial', campaignId, leadId: leads[0]?.id ?? '' });
      const theirs = await callee(live, phones[0] ?? '');
      await ann.ask({ type: 'hangUp', attemptId: id });
      await live.network.until('the ringing to stop', async () => !(await there(live, theirs)), 2_000);
      await ann.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      expect((await settled(id)).outcome).toBe('cancelled');
    });
  });

  describe('preview and callback', () => {
    it('a preview is taken, skipped, and withdrawn when nobody takes it', async () => {
      const { id, leads } = await campaign({ mode: 'preview', preview: { limit: 3_000, autoDial: false } }, ['10401', '10401']);
      await ann.ready();
      const first = await ann.event('preview');
      expect(leads.map((lead) => lead.id)).toContain(first.pop.leadId);
      await ann.ask({ type: 'previewSkip', leadId: first.pop.leadId ?? '', reason: 'later' });
      await ann.event('previewGone', (event) => event.leadId === first.pop.leadId);
      const second = await ann.event('preview', (event) => event.pop.leadId !== first.pop.leadId);
      const gone = await ann.event('previewGone', (event) => event.leadId === second.pop.leadId);
      expect(gone.at - second.at).toBeGreaterThan(2_500);
      expect(await server.attempts(id)).toEqual([]);
      // Offered again, and taken.
      const again = await ann.event('preview', (event) => event.pop.leadId === second.pop.leadId && event.at > gone.at);
      const attemptId = await ann.dial({ type: 'previewTake', leadId: again.pop.leadId ?? '' });
      await ann.event('connected', (event) => event.attemptId === attemptId, 15_000);
      await ann.ask({ type: 'hangUp', attemptId });
      await ann.ask({ type: 'dispose', attemptId, code: 'refuses' });
      expect(await settled(attemptId)).toMatchObject({ outcome: 'human', mode: 'preview' });
    });

    it('a callback of mine, re-timed over REST, is dialed to me when due though another is idle longer', async () => {
      await ann.ready();
      const { id, campaignId } = await talk(ann, '10401', { caps: { phoneSpacing: 0 } });
      await ann.ask({ type: 'hangUp', attemptId: id });
      const filed = await ann.ask({ type: 'dispose', attemptId: id, code: 'callback', callback: { at: Date.now() + 3_600_000, mine: true, note: '一小时后' } });
      if (filed.kind !== 'disposed' || filed.callbackId === null) throw new Error('no callback');
      await bob.ready();
      await ann.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      const before = await server.ask<{ version: number }>('GET', `/callbacks/${filed.callbackId}`);
      const due = Date.now() + 4_000;
      await server.ask('PATCH', `/callbacks/${filed.callbackId}`, { version: before.version, dueAt: due });
      const shown = await ann.event('reserved', (event) => event.call.mode === 'callback', 20_000);
      expect(shown.at).toBeGreaterThanOrEqual(due);
      await ann.event('connected', (event) => event.attemptId === shown.call.attemptId, 15_000);
      expect(bob.events.some((event) => event.type === 'reserved')).toBe(false);
      await ann.ask({ type: 'hangUp', attemptId: shown.call.attemptId });
      await ann.ask({ type: 'dispose', attemptId: shown.call.attemptId, code: 'refuses' });
      expect(await settled(shown.call.attemptId)).toMatchObject({ mode: 'callback', outcome: 'human', userId: ann.id, campaignId });
      expect(await server.ask('GET', `/callbacks/${filed.callbackId}`)).toMatchObject({ state: 'done' });
    });
  });

  describe('transfer', () => {
    it('blind to a collector: the customer talks with the second, the first wraps up, the recording goes on', async () => {
      await ann.ready();
      await bob.ready();
      const { id, leg, lead } = await talk(ann, '10401');
      await ann.ask({ type: 'transferAgent', attemptId: id, userId: bob.id });
      const shown = await bob.event('reserved', (event) => event.call.attemptId === id && event.pop !== null);
      expect(shown.pop?.leadId).toBe(lead.id);
      const joined = await bob.event('connected', (event) => event.attemptId === id);
      expect(joined.at).toBeGreaterThanOrEqual(shown.at);
      await bridged(live, leg, bob.id);
      await ann.event('ended', (event) => event.attemptId === id);
      await ann.is('wrap-up, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked');
      const between = await recordedSeconds(id);
      await live.ours.until('the recording to go on', async () => await recordedSeconds(id) > between + 1.5);
      expect((await ann.refused({ type: 'hold', attemptId: id, on: true })).code).toBe('call.not_yours');
      await bob.ask({ type: 'hangUp', attemptId: id });
      expect(await bob.event('ended', (event) => event.attemptId === id)).toMatchObject({ dispositionDue: true });
      await bob.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      expect(await settled(id)).toMatchObject({ outcome: 'human', userId: bob.id, recorded: true });
      await ann.ask({ type: 'ready' });
      await ann.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      await bob.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      // The lines are whole: the next call of each is heard.
      for (const desk of [ann, bob]) {
        const next = await talk(desk, '10401');
        await desk.ask({ type: 'hangUp', attemptId: next.id });
        await desk.ask({ type: 'dispose', attemptId: next.id, code: 'refuses' });
      }
    });

    it('to nobody who is free is refused, and the talk goes on', async () => {
      await ann.ready();
      const { id, leg } = await talk(ann, '10401');
      expect((await ann.refused({ type: 'transferAgent', attemptId: id, userId: bob.id })).code).toMatch(/^agent\./);
      expect(await partner(live, leg)).toBe(await lineOf(live, ann.id));
      await ann.ask({ type: 'hangUp', attemptId: id });
    });

    it('to a number outside: the two talk without us, and either’s hang-up ends it', async () => {
      for (const [who, behaviour] of [['customer', '10605'], ['outside', '10401']] as const) {
        if (ann.state?.state !== 'ready') await ann.ready();
        const { id, leg } = await talk(ann, behaviour);
        const outside = mobile(700 + made, who === 'outside' ? '10604' : '10101');
        await ann.ask({ type: 'transferNumber', attemptId: id, number: outside });
        await ann.event('party', (event) => event.attemptId === id && event.what === 'joined');
        const other = await legTo(live, outside);
        await live.ours.until('the two bridged', async () => await partner(live, leg) === other);
        await ann.event('ended', (event) => event.attemptId === id);
        await ann.is('wrap-up, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked');
        await live.ours.until('both legs gone', async () => !(await live.ours.channels()).some((one) => one.uuid === leg || one.uuid === other), 20_000);
        expect(await settled(id)).toMatchObject({ outcome: 'human' });
        const rows = await server.all<Whole>('/attempts');
        expect(rows.find((row) => row.mode === 'transfer')).toMatchObject({ outcome: 'human' });
        await ann.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      }
    });

    it('to a suppressed number outside is refused by the gate; to a busy one fails and the talk goes on', async () => {
      await ann.ready();
      const { id, leg } = await talk(ann, '10401');
      const never = mobile(900, '10101');
      await server.ask('POST', '/suppressions', { number: never, source: 'asked us' });
      expect((await ann.refused({ type: 'transferNumber', attemptId: id, number: never })).code).toBe('gate.denied');
      await ann.ask({ type: 'transferNumber', attemptId: id, number: mobile(901, '20102') });
      await ann.event('party', (event) => event.attemptId === id && event.what === 'failed');
      expect(await partner(live, leg)).toBe(await lineOf(live, ann.id));
      await ann.ask({ type: 'hangUp', attemptId: id });
      await ann.event('ended', (event) => event.attemptId === id);
    });
  });

  describe('asking first', () => {
    /** Ann speaks with Bob, the customer is on hold. */
    async function asked(id: string, leg: string): Promise<void> {
      const seen = ann.events.length;
      const began = performance.now();
      await ann.ask({ type: 'consult', attemptId: id, userId: bob.id });
      await live.ours.until('the two on one bridge', async () => await partner(live, await lineOf(live, ann.id)) === await lineOf(live, bob.id));
      await live.ours.until('told so', () => Promise.resolve(ann.events.slice(seen).some((event) => event.type === 'consult' && event.phase === 'talking')));
      const told = ann.events.slice(seen).find((event) => event.type === 'consult' && event.phase === 'talking');
      const first = ann.events.slice(seen).find((event) => event.type === 'consult');
      console.info(`consulted: asked to talking ${(told?.at ?? 0) - (first?.at ?? 0)} ms by the server, ${Math.round(performance.now() - began)} ms with asking the switch`);
      expect(await partner(live, leg)).toBeNull();
    }
    const over = (id: string, why: string, from: number): Promise<boolean> => live.ours.until(`over: ${why}`, () => Promise.resolve(ann.events.slice(from).some((event) => event.type === 'consult' && event.attemptId === id && event.phase === 'over' && event.why === why)));

    it('a collector: the customer hears hold, is taken back, is swapped, and handed over; the recording goes on', { timeout: 180_000 }, async () => {
      await ann.ready();
      await bob.ready();
      const { id, leg, phone, lead } = await talk(ann, '10401');
      const theirs = await callee(live, phone);
      const before = await hears(live, theirs, 659, 5);
      await asked(id, leg);
      const chime = await hears(live, theirs, 659, 5);
      console.info(`hold: ${chime.toFixed(4)} of 659 Hz at the customer's ear, ${before.toFixed(4)} before`);
      expect(chime).toBeGreaterThan(0.01);
      expect(chime).toBeGreaterThan(before * 3);
      const shown = await bob.event('reserved', (event) => event.call.attemptId === id && event.pop !== null);
      expect(shown.pop?.leadId).toBe(lead.id);
      // Back.
      let from = ann.events.length;
      await ann.ask({ type: 'consultThen', attemptId: id, then: 'back' });
      await bridged(live, leg, ann.id);
      await over(id, 'asked', from);
      await bob.is('free again', (state) => state.state === 'ready' && state.leg === 'parked');
      const between = await recordedSeconds(id);
      await live.ours.until('the recording to go on', async () => await recordedSeconds(id) > between + 1.5);
      // Swapped, there and back.
      await asked(id, leg);
      await ann.ask({ type: 'consultThen', attemptId: id, then: 'swap' });
      await bridged(live, leg, ann.id);
      expect(await partner(live, await lineOf(live, bob.id))).toBeNull();
      await ann.event('consult', (event) => event.phase === 'aside');
      await live.ours.until('swapped again', async () => { try { await ann.ask({ type: 'consultThen', attemptId: id, then: 'swap' }); return true; } catch { return false; } });
      await live.ours.until('the two on one bridge', async () => await partner(live, await lineOf(live, ann.id)) === await lineOf(live, bob.id));
      // Handed over.
      from = ann.events.length;
      await live.ours.until('handed over', async () => { try { await ann.ask({ type: 'consultThen', attemptId: id, then: 'complete' }); return true; } catch { return false; } });
      await bridged(live, leg, bob.id);
      await over(id, 'completed', from);
      await ann.is('wrap-up, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked');
      await bob.ask({ type: 'hangUp', attemptId: id });
      expect(await bob.event('ended', (event) => event.attemptId === id && event.dispositionDue)).toMatchObject({ bridged: true });
      await bob.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      expect(await settled(id)).toMatchObject({ outcome: 'human', userId: bob.id, recorded: true });
      expect(await journal(id)).toEqual(expect.arrayContaining(['consultAsked', 'held', 'unheld', 'transferAgent']));
      // The lines are whole: the next call of each is heard.
      await ann.ask({ type: 'ready' });
      for (const desk of [ann, bob]) {
        await desk.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
        const next = await talk(desk, '10401');
        await desk.ask({ type: 'hangUp', attemptId: next.id });
        await desk.ask({ type: 'dispose', attemptId: next.id, code: 'refuses' });
      }
    });

    it('all three together; and a colleague whose phone dies gives the customer back', { timeout: 120_000 }, async () => {
      await ann.ready();
      await bob.ready();
      const { id, leg } = await talk(ann, '10401');
      await asked(id, leg);
      await ann.ask({ type: 'consultThen', attemptId: id, then: 'join' });
      await live.ours.until('three members', async () => (await members(live)).length === 3);
      expect(new Set(await members(live))).toEqual(new Set([leg, await lineOf(live, ann.id), await lineOf(live, bob.id)]));
      await bob.ask({ type: 'hangUp', attemptId: id });
      await bob.is('ready, the line back in park', (state) => state.state === 'ready' && state.leg === 'parked');
      expect(ann.state?.state).toBe('talking');
      await ann.ask({ type: 'hangUp', attemptId: id });
      await ann.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      await ann.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      const second = await talk(ann, '10401');
      await asked(second.id, second.leg);
      await live.eslApi(`uuid_kill ${await lineOf(live, bob.id)}`);
      await bridged(live, second.leg, ann.id);
      // And a customer who hangs up while they are talked about frees both.
      await bob.is('the line raised again', (state) => state.state === 'ready' && state.leg === 'parked', 20_000);
      await live.ours.until('asked again', async () => { try { await asked(second.id, second.leg); return true; } catch { return false; } });
      await live.network.api(`uuid_kill ${await callee(live, second.phone)}`);
      await ann.is('wrap-up, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked');
      await bob.is('free again', (state) => state.state === 'ready' && state.leg === 'parked');
      expect(await settled(second.id)).toMatchObject({ outcome: 'human' });
    });

    it('a number outside: asked, put aside, and given the customer', { timeout: 120_000 }, async () => {
      await ann.ready();
      const { id, leg } = await talk(ann, '10401');
      const outside = mobile(920, '10401');
      await ann.ask({ type: 'consult', attemptId: id, number: outside });
      await ann.event('consult', (event) => event.attemptId === id && event.phase === 'talking', 20_000);
      const other = await legTo(live, outside);
      await live.ours.until('the two on one bridge', async () => await partner(live, other) === await lineOf(live, ann.id));
      expect(await partner(live, leg)).toBeNull();
      await ann.ask({ type: 'consultThen', attemptId: id, then: 'swap' });
      await bridged(live, leg, ann.id);
      const chime = await hears(live, await callee(live, outside), 659, 5);
      console.info(`aside: ${chime.toFixed(4)} of 659 Hz at the number's ear`);
      expect(chime).toBeGreaterThan(0.01);
      await ann.ask({ type: 'consultThen', attemptId: id, then: 'complete' });
      await live.ours.until('the two bridged', async () => await partner(live, leg) === other);
      await ann.is('wrap-up, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked');
      await live.network.api(`uuid_kill ${await callee(live, outside)}`);
      await live.ours.until('both legs gone', async () => !(await live.ours.channels()).some((one) => one.uuid === leg || one.uuid === other), 20_000);
      expect(await settled(id)).toMatchObject({ outcome: 'human' });
      await ann.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      // One that is busy: back to the customer.
      await ann.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      const second = await talk(ann, '10401');
      const from = ann.events.length;
      await ann.ask({ type: 'consult', attemptId: second.id, number: mobile(921, '20102') });
      await over(second.id, 'USER_BUSY', from);
      await bridged(live, second.leg, ann.id);
      await ann.ask({ type: 'hangUp', attemptId: second.id });
    });

    it('while a number rings the asker hears it: our tone, or what the network plays; gone with the answer, the refusal and the way back', { timeout: 180_000 }, async () => {
      await ann.ready();
      const { id, leg } = await talk(ann, '10101');
      const mine = await lineOf(live, ann.id);
      const quiet = await ear(live, mine, 450, 2);
      const until = async (phase: string, from: number): Promise<void> => { await live.ours.until(phase, () => Promise.resolve(ann.events.slice(from).some((event) => event.type === 'consult' && event.phase === phase)), 30_000); };
      // 180 Ringing, and no sound with it: ours, one second in five.
      let from = ann.events.length;
      const silent = mobile(930, '10114');
      await ann.ask({ type: 'consult', attemptId: id, number: silent });
      await live.ours.until('it to ring', async () => (await live.ours.channels()).some((one) => (one.dest === silent || one.name.includes(silent)) && one.callstate === 'RINGING'));
      const ringing = await ear(live, mine, 450, 5.5);
      expect(ann.events.slice(from).some((event) => event.type === 'consult' && event.phase === 'talking')).toBe(false);
      await until('talking', from);
      await live.ours.until('the two on one bridge', async () => await partner(live, await legTo(live, silent)) === mine);
      await pause(1_500);
      const answered = await ear(live, mine, 450, 5.5);
      console.info(`ring-back in the asker's ear: 450 Hz ${ringing.tone.toFixed(4)} while it rings, ${answered.tone.toFixed(4)} after the answer, ${quiet.tone.toFixed(4)} before`);
      expect(ringing.tone).toBeGreaterThan(0.02);
      expect(answered.tone).toBeLessThan(0.004);
      await ann.ask({ type: 'consultThen', attemptId: id, then: 'back' });
      await bridged(live, leg, ann.id);
      // 183 with sound: the network's own, 480 and 620 Hz, and the answer comes into the same bridge.
      from = ann.events.length;
      const sounding = mobile(931, '30210');
      await ann.ask({ type: 'consult', attemptId: id, number: sounding });
      const theirs = await legTo(live, sounding);
      await live.ours.until('the two on one bridge', async () => await partner(live, theirs) === mine);
      const early = await ear(live, mine, 480, 3);
      expect(ann.events.slice(from).some((event) => event.type === 'consult' && event.phase === 'talking')).toBe(false);
      await until('talking', from);
      await pause(1_500);
      const after = await ear(live, mine, 480, 3);
      console.info(`the network's tone in the asker's ear: 480 Hz ${early.tone.toFixed(4)} before its answer, ${after.tone.toFixed(4)} after`);
      expect(early.tone).toBeGreaterThan(0.02);
      expect(after.tone).toBeLessThan(0.004);
      // Longer than the switch lets a leg live that nobody talks on.
      await pause(8_000);
      expect(await partner(live, theirs)).toBe(mine);
      await ann.ask({ type: 'consultThen', attemptId: id, then: 'back' });
      await bridged(live, leg, ann.id);
      // "Switched off", then 480: heard, and back with the customer.
      from = ann.events.length;
      const off = mobile(932, '30101');
      await ann.ask({ type: 'consult', attemptId: id, number: off });
      await live.ours.until('the announcement on the line', async () => await partner(live, await legTo(live, off)) === mine);
      const announced = await ear(live, mine, 450, 2);
      expect(announced.all).toBeGreaterThan(0.01);
      await bridged(live, leg, ann.id);
      // Declined while our tone plays: back with the customer, and silent.
      const declined = mobile(933, '20304');
      await ann.ask({ type: 'consult', attemptId: id, number: declined });
      await live.ours.until('away from the customer', async () => await partner(live, leg) === null);
      await bridged(live, leg, ann.id);
      const back = await ear(live, mine, 450, 5.5);
      console.info(`announcement ${announced.all.toFixed(4)}; back with the customer: 450 Hz ${back.tone.toFixed(4)}`);
      expect(back.tone).toBeLessThan(0.004);
      await ann.ask({ type: 'hangUp', attemptId: id });
      await ann.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
    });

    it('a team: its next ready collector gets the customer; with nobody free in time they come back', { timeout: 180_000 }, async () => {
      const entity = (await server.ask<{ entityId: string }>('GET', `/users/${bob.id}`)).entityId;
      const team = await server.ask<{ id: string }>('POST', '/teams', { entityId: entity, departmentId: null, name: 'second line' });
      const { version } = await server.ask<{ version: number }>('GET', `/users/${bob.id}`);
      await server.ask('PATCH', `/users/${bob.id}`, { version, teamId: team.id });
      await ann.ready();
      await bob.ready();
      const { id, leg } = await talk(ann, '10401');
      await bob.ask({ type: 'pause', reason: 'break' });
      await ann.ask({ type: 'transferTeam', attemptId: id, teamId: team.id });
      await live.ours.until('on hold', async () => await partner(live, leg) === null);
      await ann.event('consult', (event) => event.attemptId === id && event.phase === 'seeking');
      await bob.ask({ type: 'ready' });
      const began = performance.now();
      await bridged(live, leg, bob.id);
      console.info(`team: bridged ${Math.round(performance.now() - began)} ms after its collector turned ready`);
      await ann.is('wrap-up, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked');
      await bob.ask({ type: 'hangUp', attemptId: id });
      await bob.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      await ann.ask({ type: 'ready' });
      await ann.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      // Nobody: back after the limit.
      const second = await talk(ann, '10401');
      await bob.ask({ type: 'pause', reason: 'break' });
      const from = ann.events.length;
      const waited = performance.now();
      await ann.ask({ type: 'transferTeam', attemptId: second.id, teamId: team.id });
      await live.ours.until('on hold', async () => await partner(live, second.leg) === null);
      await live.ours.until('back', async () => await partner(live, second.leg) === await lineOf(live, ann.id), 60_000);
      await over(second.id, 'nobodyFree', from);
      console.info(`team: nobody free, back after ${((performance.now() - waited) / 1000).toFixed(1)} s`);
      await ann.ask({ type: 'hangUp', attemptId: second.id });
    });
  });

  describe('three-way', () => {
    it('with a number outside: three in the room; who leaves, leaves; the collector’s hang-up ends it for all', async () => {
      await ann.ready();
      const { id, leg } = await talk(ann, '10401');
      const outside = mobile(910, '10101');
      await ann.ask({ type: 'conference', attemptId: id, number: outside });
      await ann.event('party', (event) => event.attemptId === id && event.what === 'joined');
      const other = await legTo(live, outside);
      await live.ours.until('three members', async () => (await members(live)).length === 3);
      expect(new Set(await members(live))).toEqual(new Set([leg, other, await lineOf(live, ann.id)]));
      // The one outside leaves: two stay and talk on.
      await live.network.api(`uuid_kill ${await callee(live, outside)}`);
      await ann.event('party', (event) => event.attemptId === id && event.what === 'left');
      expect((await members(live)).length).toBe(2);
      expect(ann.state?.state).toBe('talking');
      await ann.ask({ type: 'hangUp', attemptId: id });
      await ann.is('wrap-up, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked');
      await ann.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      // Again, and the customer leaves.
      await ann.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      const second = await talk(ann, '10401');
      const third = mobile(911, '10101');
      await ann.ask({ type: 'conference', attemptId: second.id, number: third });
      await live.ours.until('three members', async () => (await members(live)).length === 3);
      await live.network.api(`uuid_kill ${await callee(live, second.phone)}`);
      expect(await ann.event('ended', (event) => event.attemptId === second.id)).toMatchObject({ by: 'customer' });
      await ann.is('wrap-up, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked');
      await live.ours.until('nobody left in the room', async () => (await members(live)).length === 0);
      expect(await settled(second.id)).toMatchObject({ outcome: 'human' });
    });

    it('with a collector: three in the room; the second may leave, or stays when the first’s phone dies', async () => {
      await ann.ready();
      await bob.ready();
      const { id, leg } = await talk(ann, '10401');
      await ann.ask({ type: 'conference', attemptId: id, userId: bob.id });
      await bob.event('reserved', (event) => event.call.attemptId === id && event.pop !== null);
      await live.ours.until('three members', async () => (await members(live)).length === 3);
      expect(new Set(await members(live))).toEqual(new Set([leg, await lineOf(live, ann.id), await lineOf(live, bob.id)]));
      await bob.is('talking', (state) => state.state === 'talking');
      // The second leaves: the first and the customer talk on.
      await bob.ask({ type: 'hangUp', attemptId: id });
      await bob.event('ended', (event) => event.attemptId === id);
      await bob.is('ready, the line back in park', (state) => state.state === 'ready' && state.leg === 'parked');
      expect(new Set(await members(live))).toEqual(new Set([leg, await lineOf(live, ann.id)]));
      expect(ann.state?.state).toBe('talking');
      // Back in; the first's line dies: the customer stays with the second, who files the call.
      await ann.ask({ type: 'conference', attemptId: id, userId: bob.id });
      await live.ours.until('three members', async () => (await members(live)).length === 3);
      await live.eslApi(`uuid_kill ${await lineOf(live, ann.id)}`);
      await ann.is('not talking any more', (state) => state.state === 'wrapUp');
      expect(bob.state).toMatchObject({ state: 'talking', attemptId: id });
      expect(await members(live)).toContain(leg);
      await ann.is('the line raised again', (state) => state.leg === 'parked', 15_000);
      await bob.ask({ type: 'hangUp', attemptId: id });
      await bob.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      expect(await settled(id)).toMatchObject({ outcome: 'human' });
    });

    it('with a collector whose phone dies: the others talk on', async () => {
      await ann.ready();
      await bob.ready();
      const { id, leg, phone } = await talk(ann, '10401');
      await ann.ask({ type: 'conference', attemptId: id, userId: bob.id });
      await live.ours.until('three members', async () => (await members(live)).length === 3);
      await live.eslApi(`uuid_kill ${await lineOf(live, bob.id)}`);
      await bob.is('free, the line raised again', (state) => state.state === 'ready' && state.leg === 'parked', 15_000);
      expect(await members(live)).toContain(leg);
      expect(ann.state).toMatchObject({ state: 'talking', attemptId: id });
      await live.network.api(`uuid_kill ${await callee(live, phone)}`);
      await ann.is('wrap-up, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked');
    });
  });

  it('a voicemail drop leaves the message, and the collector is off the call at once', async () => {
    await ann.ready();
    const { id, phone } = await talk(ann, '10301');
    const heard = join(live.dir, 'voicemail-heard.wav');
    const theirs = await live.recordCalleeLeg(phone, heard);
    const asked = Date.now();
    await ann.ask({ type: 'dropVoicemail', attemptId: id });
    await ann.is('off the call, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked', 2_000);
    expect(Date.now() - asked).toBeLessThan(1_000);
    await ann.ask({ type: 'dispose', attemptId: id, code: 'voicemail' });
    await ann.is('ready', (state) => state.state === 'ready');
    expect(await there(live, theirs)).toBe(true);
    expect(await settled(id)).toMatchObject({ outcome: 'machine', messagePlayed: true, dispositionCode: 'voicemail' });
    await live.network.until('the machine let go', async () => !(await there(live, theirs)));
    const info = wavInfo(heard, { side: 1, from: 1 });
    expect(hasSound(info)).toBe(true);
    expect(info.seconds).toBeGreaterThan(3);
  });

  it('a supervisor listens, whispers, barges and stops, on their own phone raised from an approved template', { timeout: 180_000 }, async () => {
    // Phones whose ears we own: callees of the network. The supervisor's plays 1004 Hz, the collector's is silent.
    const template = await server.ask<{ id: string; version: number }>('POST', '/desk-templates', { name: 'deskline', dialString: 'sofia/gateway/deskline/{number}' });
    const desk = { kind: 'template', templateId: template.id, number: '900110101' };
    await expect(server.collector('dee', desk)).rejects.toThrow('template.not_approved');
    const approved = await server.ask<{ version: number }>('POST', `/desk-templates/${template.id}/approval`, { version: template.version, approved: true });
    const dee = await Desk.open(server, 'dee', await server.collector('dee', desk));
    // Approval withdrawn after the user was made: the line is not raised, and nothing leaves the switch.
    const withdrawn = await server.ask<{ version: number }>('POST', `/desk-templates/${template.id}/approval`, { version: approved.version, approved: false });
    await dee.ask({ type: 'ready' });
    await dee.is('told why there is no line', (state) => state.legTrouble !== null && state.leg === 'backoff');
    expect(await live.channelsLeft()).toEqual([]);
    await server.ask('POST', `/desk-templates/${template.id}/approval`, { version: withdrawn.version, approved: true });
    await dee.is('ready, with a line', (state) => state.state === 'ready' && state.leg === 'parked', 40_000);
    await server.ask('POST', '/users', { login: 'sue', displayName: 'Sue', role: 'supervisor', entityId: await server.entity(), desk: { kind: 'template', templateId: template.id, number: '900210699' }, password: 'a-long-test-password', mustChangePassword: false });
    const token = await server.login('sue');
    // An echo: the switch whispers only into a stream that flows, and the network's silent people send none.
    const { id, phone } = await talk(dee, '10401');
    const [customer, collector] = [await callee(live, phone), await callee(live, '900110101')];
    const monitor = async (mode: string): Promise<number> => (await fetch(`${server.url}/api/v1/live/calls/${id}/monitor`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ mode }) })).status;
    const hearsSupervisor = async (): Promise<readonly [boolean, boolean]> => [await hears(live, collector, 1004) > 0.01, await hears(live, customer, 1004) > 0.01];
    await server.until('the supervisor’s line', async () => await monitor('listen') === 200, 20_000);
    const theirs = await callee(live, '900210699');
    expect(await hearsSupervisor()).toEqual([false, false]);
    expect(await monitor('whisper')).toBe(200);
    expect(await hearsSupervisor()).toEqual([true, false]);
    expect(await monitor('barge')).toBe(200);
    expect(await hearsSupervisor()).toEqual([true, true]);
    expect(await monitor('listen')).toBe(200);
    expect(await hearsSupervisor()).toEqual([false, false]);
    // What the supervisor hears: the customer's voice. The callee of the network plays it for us.
    await live.network.api(`uuid_broadcast ${customer} tone_stream://%(8000,0,700) aleg`);
    await live.network.until('the supervisor hears the customer', async () => await hears(live, theirs, 700) > 0.01, 8_000);
    expect(await monitor('barge')).toBe(200);
    expect(await monitor('stop')).toBe(200);
    expect(await hearsSupervisor()).toEqual([false, false]);
    // Nobody works on that phone: its line goes when the listening ends.
    await live.network.until('the supervisor’s line let go', async () => !(await there(live, theirs)), 5_000);
    // Once more, and this time the call ends under the supervisor.
    await server.until('the supervisor’s line', async () => await monitor('listen') === 200, 20_000);
    await dee.ask({ type: 'hangUp', attemptId: id });
    await dee.is('wrap-up, the line back in park', (state) => state.state === 'wrapUp' && state.leg === 'parked');
    expect(await monitor('listen')).not.toBe(200);
    expect(await journal(id)).toContain('monitored');
    await dee.leave();
    await dee.close();
  });

  describe('calls back', () => {
    it('a known debtor hears the greeting and gets a free collector with the case', async () => {
      const { phones, leads } = await campaign({}, ['10401']);
      await ann.ready();
      const { leg, heard } = await ring(live, phones[0] ?? '', SHOWN);
      const shown = await ann.event('reserved', (event) => event.call.direction === 'inbound' && event.pop !== null, 20_000);
      expect(shown).toMatchObject({ call: { mode: 'inbound' }, pop: { leadId: leads[0]?.id, caseId: leads[0]?.caseId } });
      const id = shown.call.attemptId;
      await ann.event('connected', (event) => event.attemptId === id);
      expect(await hears(live, leg, 440)).toBeGreaterThan(0.01);
      await ann.ask({ type: 'hangUp', attemptId: id });
      await live.network.until('the caller let go', async () => !(await there(live, leg)));
      // The greeting is speech: it came before the collector's hum of 440 Hz.
      expect(hasSound(wavInfo(heard, { side: 1 }))).toBe(true);
      expect(wavInfo(heard).seconds).toBeGreaterThan(4);
      await ann.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      expect(await settled(id)).toMatchObject({ direction: 'inbound', mode: 'inbound', outcome: 'human', caseId: leads[0]?.caseId, userId: ann.id, callerId: SHOWN, recorded: true });
      const pop = await server.ask<{ history: { channel: string; result: string | null }[] }>('GET', `/cases/${leads[0]?.caseId ?? ''}`);
      expect(pop.history).toEqual([expect.objectContaining({ result: 'refuses' })]);
      expect(wavInfo(await fileOf(id)).seconds).toBeGreaterThan(2);
    });

    it('with nobody free they hear the busy message and are hung up; the call is written down', async () => {
      const { phones, leads } = await campaign({}, ['10401']);
      const { leg, heard } = await ring(live, phones[0] ?? '', SHOWN);
      const row = await server.until('the call written down', async () => (await server.all<Whole>(`/attempts?caseId=${leads[0]?.caseId ?? ''}`)).find((one) => one.direction === 'inbound' && one.outcome !== null), 40_000);
      expect(row).toMatchObject({ messagePlayed: true, bridgedAt: null });
      await live.network.until('the caller let go', async () => !(await there(live, leg)));
      const info = wavInfo(heard, { side: 1 });
      expect(hasSound(info)).toBe(true);
      expect(info.seconds).toBeGreaterThan(6);
    });

    it('an unknown number and a withheld one are taken too, without a case', async () => {
      for (const from of ['13711112222', 'anonymous']) {
        await ann.ready();
        const { leg } = await ring(live, from, SHOWN, from === 'anonymous' ? ',origination_privacy=hide_name:hide_number' : '');
        const seen = ann.events.length;
        const shown = await ann.event('reserved', (event) => event.call.direction === 'inbound' && ann.events.indexOf(event) >= seen, 20_000);
        const id = shown.call.attemptId;
        await ann.event('connected', (event) => event.attemptId === id);
        expect(shown.pop).toBeNull();
        if (from === 'anonymous') expect(shown.call.number).toBe('withheld');
        await live.network.api(`uuid_kill ${leg}`);
        await ann.event('ended', (event) => event.attemptId === id);
        expect(await settled(id)).toMatchObject({ direction: 'inbound', caseId: null, outcome: 'human' });
        await ann.leave();
      }
    });

    it('a caller who gives up during the greeting leaves nothing behind', async () => {
      const { phones, leads } = await campaign({}, ['10401']);
      await ann.ready();
      const { leg } = await ring(live, phones[0] ?? '', SHOWN);
      await live.network.until('the call answered', async () => (await live.network.channels()).some((one) => one.uuid === leg && one.callstate === 'ACTIVE'));
      await live.network.api(`uuid_kill ${leg}`);
      const row = await server.until('the call written down', async () => (await server.all<Whole>(`/attempts?caseId=${leads[0]?.caseId ?? ''}`)).find((one) => one.direction === 'inbound' && one.outcome !== null));
      expect(row.bridgedAt).toBeNull();
      expect(ann.state).toMatchObject({ state: 'ready', leg: 'parked' });
    });
  });

  it('a suppression posted while the phone rings cancels the call within a second', async () => {
    for (const by of ['number', 'case'] as const) {
      const { phones, leads } = await campaign({ mode: 'progressive' }, ['20200']);
      if (ann.state?.state !== 'ready') await ann.ready();
      const theirs = await callee(live, phones[0] ?? '');
      const posted = Date.now();
      await server.ask('POST', '/suppressions', by === 'number' ? { number: phones[0], source: 'asked us' } : { caseId: leads[0]?.caseId, source: 'asked us' });
      await live.network.until('the ringing to stop', async () => !(await there(live, theirs)), 3_000);
      expect(Date.now() - posted).toBeLessThan(1_000);
      const [row] = await server.until('the attempt', async () => { const rows = (await server.all<Whole>(`/attempts?caseId=${leads[0]?.caseId ?? ''}`)).filter((one) => one.outcome !== null); return rows.length > 0 ? rows : null; });
      expect(row).toMatchObject({ outcome: 'cancelled' });
      const why = await server.ask<{ reasons: { rule: string }[] }>('GET', `/leads/${leads[0]?.id ?? ''}/why`);
      expect(why.reasons.map((reason) => reason.rule)).toContain('FACT-suppression');
    }
  });

  describe('recordings', () => {
    it('a talk and an abandoned call are served whole and in parts', async () => {
      await ann.ready();
      const { id } = await talk(ann, '10401');
      await live.ours.until('two seconds recorded', async () => await recordedSeconds(id) > 2);
      await ann.ask({ type: 'hangUp', attemptId: id });
      await settled(id);
      const { id: campaignId, phones } = await campaign({ mode: 'progressive' }, ['10405']);
      await ann.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      await callee(live, phones[0] ?? '');
      await ann.leave();
      const lost = await server.until('the abandoned attempt', async () => (await server.attempts(campaignId)).find((row) => row.outcome !== null), 40_000);
      expect(lost).toMatchObject({ outcome: 'abandoned', messagePlayed: true, recorded: true });
      for (const one of [id, lost.id]) {
        const whole = await recording(one);
        expect(whole.status).toBe(200);
        expect(whole.headers.get('accept-ranges')).toBe('bytes');
        const bytes = Buffer.from(await whole.arrayBuffer());
        expect(bytes.subarray(0, 4).toString()).toBe('RIFF');
        const part = await recording(one, 'bytes=100-199');
        expect(part.status).toBe(206);
        expect(part.headers.get('content-range')).toBe(`bytes 100-199/${bytes.length}`);
        expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true);
        expect((await recording(one, `bytes=${bytes.length}-`)).status).toBe(416);
        const info = wavInfo(await fileOf(one));
        expect(info).toMatchObject({ channels: 2 });
        expect(info.seconds).toBeGreaterThan(2);
        expect(hasSound(wavInfo(await fileOf(one), { side: 2 }))).toBe(true);
      }
    });
  });

  it('a second trunk takes over within one attempt when the first answers 503 without ringing', async () => {
    const sick = await SickCarrier.start(live, 'sick', 5291);
    await server.trunk('sick', { priority: 5 });
    await server.ready();
    try {
      await ann.ready();
      const { id } = await talk(ann, '10401', { trunks: ['sick', 'carrier1'] });
      expect(sick.invites).toBe(1);
      const row = await attempt(id);
      expect(row).toMatchObject({ trunk: 'carrier1' });
      const lines = await journal(id);
      expect(lines.filter((event) => event === 'placed')).toHaveLength(2);
      console.log('failover journal', lines.join(' '));
      await ann.ask({ type: 'hangUp', attemptId: id });
      await ann.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      expect(await settled(id)).toMatchObject({ outcome: 'human', trunk: 'carrier1' });
      await ann.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      // Nobody left to try: the collector is told and free.
      const { id: campaignId, leads } = await campaign({ trunks: ['sick'] }, ['10401']);
      const second = await ann.dial({ type: 'manualDial', campaignId, leadId: leads[0]?.id ?? '' });
      expect(await ann.event('ended', (event) => event.attemptId === second)).toMatchObject({ outcome: 'congestion', bridged: false });
      await ann.is('ready', (state) => state.state === 'ready' && state.leg === 'parked');
      // The machine's own calls go the same way.
      const auto = await campaign({ mode: 'progressive', trunks: ['sick', 'carrier1'] }, ['10401']);
      const shown = await ann.event('reserved', (event) => event.call.campaignId === auto.id, 20_000);
      await ann.event('connected', (event) => event.attemptId === shown.call.attemptId);
      await ann.ask({ type: 'hangUp', attemptId: shown.call.attemptId });
      expect(await settled(shown.call.attemptId)).toMatchObject({ outcome: 'human', trunk: 'carrier1' });
      expect(await server.attempts(auto.id)).toHaveLength(1);
      expect(sick.invites).toBe(3);
      expect((await server.ask<{ trunks: { gateway: string; calls: number }[] }>('GET', '/live')).trunks.map((line) => [line.gateway, line.calls])).toEqual([['carrier1', 0], ['sick', 0]]);
    } finally { sick.stop(); }
  });

  describe('a collector’s phone', () => {
    it('dies in a talk: the customer goes to the other free collector, the line is raised again', async () => {
      await ann.ready();
      const { id, leg } = await talk(ann, '10401');
      await bob.ready();
      await live.eslApi(`uuid_kill ${await lineOf(live, ann.id)}`);
      await bob.event('connected', (event) => event.attemptId === id);
      await bridged(live, leg, bob.id);
      await ann.event('notice', (event) => event.code === 'leg.lost');
      await ann.is('the line raised again', (state) => state.leg === 'parked', 20_000);
      await bob.ask({ type: 'hangUp', attemptId: id });
      await bob.ask({ type: 'dispose', attemptId: id, code: 'refuses' });
      expect(await settled(id)).toMatchObject({ outcome: 'human', userId: bob.id });
    });

    it('hangs up by itself in a talk with nobody else free: the customer waits, and is given back when its line is up again', async () => {
      await live.phones.start('1003', 'uas-phone-bye', 6_000);
      const eve = await Desk.open(server, 'eve', await server.collector('eve', { kind: 'user', user: '1003', domain: DOMAIN }));
      await eve.ready();
      const { id, leg } = await talk(eve, '10400');
      await eve.event('notice', (event) => event.code === 'leg.lost', 15_000);
      // Bob comes and is given the one who waits, at once.
      await bob.ask({ type: 'ready' });
      await bob.event('connected', (event) => event.attemptId === id, 15_000);
      await bridged(live, leg, bob.id);
      await bob.ask({ type: 'hangUp', attemptId: id });
      expect(await settled(id)).toMatchObject({ outcome: 'human' });
      await eve.leave();
      await eve.close();
      await live.phones.kill('1003');
    });
  });

  async function fileOf(id: string): Promise<string> {
    const { readdir } = await import('node:fs/promises');
    const name = (await readdir(live.ours.recordings, { recursive: true })).find((one) => one.endsWith(`${id}.wav`));
    if (name === undefined) throw new Error(`no recording of ${id}`);
    return join(live.ours.recordings, name);
  }
  /** By the size of the file: its header is written at the end. */
  async function recordedSeconds(id: string): Promise<number> {
    const { stat } = await import('node:fs/promises');
    try { return (await stat(await fileOf(id))).size / 32_000; } catch { return 0; }
  }
  const recording = (id: string, range?: string): Promise<Response> => fetch(`${server.url}/api/v1/attempts/${id}/recording`, { headers: { authorization: `Bearer ${server.token}`, ...(range === undefined ? {} : { range }) } });
});
