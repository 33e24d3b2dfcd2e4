/** Who gets in, who gives way, what is refused and what is forgotten: the gateway over real sockets. */
import { StoreFault } from '../../src/app/store/errors.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../src/core/result.js';
import { connectDesk } from '../../src/desk/client.js';
import { bearer, ManualClock, notice, RawDesk, realClock, startRig, until, user, type Rig } from './support.js';

const SECRET = 'a-secret-of-this-tab';
let r: Rig;
beforeEach(async () => { r = await startRig(); });
afterEach(async () => { await r.stop(); });
const again = async (...args: Parameters<typeof startRig>): Promise<Rig> => { await r.stop(); r = await startRig(...args); return r; };

describe('who gets in', () => {
  it('welcomes by bearer, cookie or ticket, and nobody else', async () => {
    for (const [headers, hello] of [[bearer('anna'), {}], [{ cookie: 'x=1; dunwell_session=ben' }, {}], [{}, { ticket: 'cai' }]] as const) {
      const desk = await new RawDesk(r.url, headers).hello(hello);
      expect(desk.of('welcome')[0]).toMatchObject({ purpose: 'desk', resumed: false, seq: 0, clock: null });
      desk.ws.close();
    }
    const stranger = await new RawDesk(r.url, bearer('nobody')).hello();
    expect(stranger.of('bye')).toMatchObject([{ code: 'desk.unauthorized', retry: false }]);
    await until(() => stranger.closed !== null, 'the socket closes');
    expect(r.conductor.opened).toHaveLength(3);
  });

  it('asks for a role that works a desk', async () => {
    await again({ users: [user('audit', 'auditor'), user('anna')] });
    expect((await new RawDesk(r.url, bearer('audit')).hello()).of('bye')).toMatchObject([{ code: 'desk.forbidden' }]);
    const watcher = new RawDesk(r.url, bearer('anna'));
    await watcher.open();
    watcher.say({ type: 'hello', purpose: 'live' });
    expect(await watcher.hear((m) => m.type === 'bye')).toMatchObject({ code: 'desk.forbidden' });
  });

  it('lets no foreign page in', async () => {
    const foreign = await new RawDesk(r.url, { ...bearer('anna'), origin: 'https://evil.example' }).open();
    expect(foreign.refused).toContain('403');
    const own = await new RawDesk(r.url, { ...bearer('anna'), origin: `http://127.0.0.1:${r.port}` }).hello();
    expect(own.of('welcome')).toHaveLength(1);
    own.ws.close();
    const elsewhere = await new RawDesk(r.url.replace('/desk', '/other'), bearer('anna')).open();
    expect(elsewhere.refused).toContain('404');
  });

  it('does not wait for ever for a hello, and ends a desk whose session ended', async () => {
    const clock = new ManualClock();
    await again({ clock });
    const mute = await new RawDesk(r.url, bearer('anna')).open();
    await until(() => r.gateway.counts().sockets === 1, 'the socket is known');
    clock.advance(6_000);
    expect(await mute.hear((m) => m.type === 'bye')).toMatchObject({ code: 'desk.hello_first' });
    const ben = await new RawDesk(r.url, bearer('ben')).hello();
    r.users.delete('ben');
    for (let i = 0; i < 13; i++) { clock.advance(5_000); ben.say({ type: 'ping', n: i }); await ben.hear((m) => m.type === 'bye' || (m.type === 'pong' && m.n === i)); }
    expect(ben.of('bye')).toMatchObject([{ code: 'desk.unauthorized' }]);
  });
});

describe('one desk per user', () => {
  it('refuses a second one, and loses nothing by it', async () => {
    const first = await new RawDesk(r.url, bearer('anna')).hello({ secret: SECRET });
    const second = await new RawDesk(r.url, bearer('anna')).hello({ secret: 'another-secret-here' });
    expect(second.of('bye')).toMatchObject([{ code: 'desk.already_open', retry: false }]);
    r.gateway.push('u-anna', notice(1));
    await first.hear((m) => m.type === 'event' && m.seq === 2);
    expect(first.closed).toBeNull();
    first.ws.close();
  });

  it('moves on demand, tells the first, and goes on in the same stream', async () => {
    const first = await new RawDesk(r.url, bearer('anna')).hello({ secret: SECRET });
    await first.hear((m) => m.type === 'event');
    const second = await new RawDesk(r.url, bearer('anna')).hello({ secret: 'another-secret-here', takeOver: true });
    expect(await first.hear((m) => m.type === 'bye')).toMatchObject({ code: 'desk.taken_over', retry: false });
    await second.hear((m) => m.type === 'event');
    expect(second.of('welcome')[0]).toMatchObject({ stream: first.of('welcome')[0]!.stream, resumed: false, seq: 1 });
    const back = await new RawDesk(r.url, bearer('anna')).hello({ secret: SECRET, resume: { stream: first.of('welcome')[0]!.stream, seq: 1 } });
    expect(back.of('bye')).toMatchObject([{ code: 'desk.already_open' }]);
    expect(r.conductor.gone).toEqual([]);
    second.ws.close();
  });

  it('lets the same tab come back silently, even while its old socket seems alive', async () => {
    const first = await new RawDesk(r.url, bearer('anna')).hello({ secret: SECRET });
    await first.hear((m) => m.type === 'event' && m.seq === 1);
    r.gateway.push('u-anna', notice(1));
    r.gateway.push('u-anna', notice(2));
    const stream = first.of('welcome')[0]!.stream;
    const second = await new RawDesk(r.url, bearer('anna')).hello({ secret: SECRET, resume: { stream, seq: 2 } });
    expect(second.of('welcome')).toMatchObject([{ stream, resumed: true, seq: 2 }]);
    await second.hear((m) => m.type === 'event' && m.seq === 3);
    expect(second.of('event').map((e) => e.seq)).toEqual([3]);
    expect(await first.hear((m) => m.type === 'bye')).toMatchObject({ code: 'desk.replaced' });
    expect(r.conductor.opened).toHaveLength(1);
    second.ws.close();
  });
});

describe('half-open sockets', () => {
  it('cuts a dead one after 15 s, tells the conductor after the grace period, and paints anew on return', async () => {
    const clock = new ManualClock();
    await again({ clock });
    const dead = await new RawDesk(r.url, bearer('anna'), false).hello({ secret: SECRET });
    await dead.hear((m) => m.type === 'event');
    const stream = dead.of('welcome')[0]!.stream;
    clock.advance(14_000);
    expect(r.gateway.counts().open).toBe(1);
    clock.advance(2_000);
    await until(() => dead.closed !== null, 'the dead socket is cut');
    expect(r.gateway.counts()).toMatchObject({ open: 0, desks: 1 });
    r.gateway.push('u-anna', notice(1));
    clock.advance(29_000);
    expect(r.conductor.gone).toEqual([]);
    clock.advance(2_000);
    expect(r.conductor.gone).toEqual(['u-anna']);
    const back = await new RawDesk(r.url, bearer('anna')).hello({ secret: SECRET, resume: { stream, seq: 1 } });
    expect(back.of('welcome')).toMatchObject([{ resumed: true, seq: 1 }]);
    await back.hear((m) => m.type === 'event' && m.seq === 3);
    expect(back.of('event').map((e) => e.event.type)).toEqual(['notice', 'state']);
    expect(r.conductor.opened).toHaveLength(2);
    back.ws.close();
  });

  it('keeps one that answers pings, and forgets a desk nobody comes back to', async () => {
    const clock = new ManualClock();
    await again({ clock });
    const alive = await new RawDesk(r.url, bearer('anna')).hello();
    let pings = 0;
    alive.ws.on('ping', () => { pings++; });
    for (let i = 1; i <= 5; i++) { clock.advance(5_000); await until(() => pings >= i, 'a ping'); alive.say({ type: 'ping', n: i }); await alive.hear((m) => m.type === 'pong' && m.n === i); }
    expect(alive.closed).toBeNull();
    alive.ws.terminate();
    await until(() => r.gateway.counts().open === 0, 'the desk is away');
    clock.advance(700_000);
    expect(r.gateway.counts()).toMatchObject({ desks: 0, keptEvents: 0 });
    expect(r.conductor.gone).toEqual(['u-anna']);
  });
});

describe('commands', () => {
  it('are done once however often they come, and answered alike', async () => {
    let finish: () => void = () => undefined;
    r.conductor.answer = () => new Promise((resolve) => { finish = () => { resolve(ok({ kind: 'noted', contactId: 'c-9' })); }; });
    const first = await new RawDesk(r.url, bearer('anna')).hello({ secret: SECRET });
    await first.hear((m) => m.type === 'event');
    const command = { type: 'command', id: 7, command: { type: 'note', caseId: 'c-1', text: 'hello' } };
    first.say(command);
    await until(() => r.conductor.commands.length === 1, 'the command arrives');
    first.ws.terminate();
    const second = await new RawDesk(r.url, bearer('anna')).hello({ secret: SECRET, resume: { stream: first.of('welcome')[0]!.stream, seq: 1 } });
    expect(second.of('welcome')).toMatchObject([{ resumed: true, lastCommand: 7 }]);
    second.say(command);
    second.say({ type: 'ping', n: 1 });
    await second.hear((m) => m.type === 'pong');
    finish();
    const reply = await second.hear((m) => m.type === 'reply');
    expect(reply).toEqual({ type: 'reply', id: 7, ok: true, answer: { kind: 'noted', contactId: 'c-9' } });
    second.say(command);
    await until(() => second.of('reply').length === 2, 'the same reply');
    expect(second.of('reply')[1]).toEqual(reply);
    expect(r.conductor.commands).toHaveLength(1);
    second.ws.close();
  });

  it('keep their limits, and a conductor that throws is an answer', async () => {
    await again({ settings: { replies: 4, pendingCommands: 2 } });
    const desk = await new RawDesk(r.url, bearer('anna')).hello();
    for (let id = 1; id <= 8; id++) { desk.say({ type: 'command', id, command: { type: 'ready' } }); await desk.hear((m) => m.type === 'reply' && m.id === id); }
    desk.say({ type: 'command', id: 1, command: { type: 'ready' } });
    expect(await desk.hear((m) => m.type === 'reply' && !m.ok)).toMatchObject({ id: 1, error: { code: 'desk.reply_forgotten' } });
    r.conductor.answer = () => Promise.reject(new Error('secret text'));
    desk.say({ type: 'command', id: 9, command: { type: 'ready' } });
    expect(await desk.hear((m) => m.type === 'reply' && m.id === 9)).toMatchObject({ error: { code: 'desk.failed' } });
    expect(r.log.lines.join('\n')).not.toContain('secret text');
    // What the store refused is not done, and may be sent again; where nobody knows, nobody is told so.
    for (const [id, fault, code] of [[10, 'read_only', 'store.refused'], [11, 'crashed', 'desk.failed']] as const) {
      r.conductor.answer = () => Promise.reject(new StoreFault(fault, 'secret path'));
      desk.say({ type: 'command', id, command: { type: 'ready' } });
      expect(await desk.hear((m) => m.type === 'reply' && m.id === id)).toMatchObject({ error: { code } });
    }
    expect(r.log.lines.join('\n')).not.toContain('secret path');
    r.conductor.answer = () => new Promise(() => { /* never */ });
    for (const id of [12, 13, 14]) desk.say({ type: 'command', id, command: { type: 'ready' } });
    expect(await desk.hear((m) => m.type === 'reply' && m.id === 14)).toMatchObject({ error: { code: 'desk.too_many_commands' } });
    desk.ws.close();
  });
});

describe('nonsense', () => {
  it('is answered with a code and hurts nobody', async () => {
    const desk = await new RawDesk(r.url, bearer('anna')).hello();
    const codes = async (message: unknown, code: string): Promise<void> => {
      const before = desk.heard.length;
      desk.say(message);
      await until(() => desk.heard.slice(before).some((m) => (m.type === 'error' || (m.type === 'reply' && !m.ok)) && m.error.code === code), code);
    };
    await codes('{"type":', 'desk.bad_json');
    await codes('[]', 'desk.unknown_message');
    await codes({ type: 'constructor' }, 'desk.unknown_message');
    await codes({ type: 'command', id: 3, command: { type: 'format' } }, 'desk.unknown_command');
    await codes({ type: 'command', id: 3, command: { type: 'digits', attemptId: 'a', digits: '1;rm' } }, 'desk.bad_message');
    await codes({ type: 'command', id: -3, command: { type: 'ready' } }, 'desk.bad_message');
    await codes({ type: 'hello', purpose: 'desk' }, 'desk.hello_twice');
    await codes({ type: 'command', id: 4, command: { type: 'note', caseId: 'c', text: 'x'.repeat(40_000) } }, 'desk.message_too_big');
    expect(desk.heard.find((m) => m.type === 'reply' && m.id === 3 && !m.ok && m.error.at === '/command/digits')).toBeDefined();
    desk.say({ type: 'command', id: 5, command: { type: 'ready' } });
    await desk.hear((m) => m.type === 'reply' && m.id === 5 && m.ok);
    expect(r.conductor.commands).toHaveLength(1);
    desk.say('x'.repeat(300_000));
    await until(() => desk.closed !== null, 'a monstrous frame closes the socket');
    expect(desk.closed).toBe(1009);
    expect(JSON.stringify([...r.metrics.counts])).toContain('type=refused');
  });

  it('in a flood is slowed down, then shown out', async () => {
    await again({ settings: { messagesPerSecond: 5, messageBurst: 10, strikes: 5 } });
    const desk = await new RawDesk(r.url, bearer('anna')).hello();
    for (let i = 0; i < 40; i++) desk.say({ type: 'command', id: i + 1, command: { type: 'ready' } });
    expect(await desk.hear((m) => m.type === 'bye')).toMatchObject({ code: 'desk.too_many_errors' });
    expect(desk.of('reply').some((m) => !m.ok && m.error.code === 'desk.rate_limited')).toBe(true);
    expect(r.conductor.commands.length).toBeLessThanOrEqual(12);
  });
});

describe('the Node client', () => {
  it('says clearly why it was refused', async () => {
    const first = connectDesk({ url: r.url, token: 'anna', clock: realClock });
    expect((await first.opened).ok).toBe(true);
    const second = connectDesk({ url: r.url, token: 'anna', clock: realClock });
    expect(await second.opened).toMatchObject({ ok: false, error: { code: 'desk.already_open' } });
    expect(await second.command({ type: 'ready' })).toMatchObject({ ok: false });
    const third = connectDesk({ url: r.url, token: 'anna', clock: realClock, takeOver: true });
    expect((await third.opened).ok).toBe(true);
    expect(await third.command({ type: 'ready' })).toEqual({ ok: true, value: { kind: 'done' } });
    await until(() => !first.connected, 'the first one is told');
    await third.close();
    await first.close();
  });
});
