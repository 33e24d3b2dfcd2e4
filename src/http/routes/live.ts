import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { ok } from '../../core/result.js';
import { shown } from '../present.js';
import type { Router } from '../router.js';

export function liveRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'live';
  router.add({ method: 'GET', url: '/live', tag, summary: 'What goes on now', verb: 'live.read', answer: c.Live, run: ({ by }) => app.liveView(deps, by) });
  router.add({ method: 'GET', url: '/live/agents', tag, summary: 'Collectors now', verb: 'live.read', answer: c.LiveAgents, run: async ({ by }) => shown(await app.liveView(deps, by), (view) => ({ items: view.agents })) });
  router.add({ method: 'GET', url: '/live/calls', tag, summary: 'Calls now', verb: 'live.read', answer: c.LiveCalls, run: async ({ by }) => shown(await app.liveView(deps, by), (view) => ({ items: view.calls })) });
  router.add({ method: 'GET', url: '/live/campaigns', tag, summary: 'Campaigns now, with the last pacing decision in words', verb: 'live.read', answer: c.LiveCampaigns, run: async ({ by }) => shown(await app.liveView(deps, by), (view) => ({ items: view.campaigns })) });
  router.add({ method: 'POST', url: '/live/calls/:id/end', tag, summary: 'End a call', description: '`id` is its attempt.', verb: 'call.end', params: c.IdParams, answer: c.Done, run: async ({ by, params }) => shown(await app.endCall(deps, by, params.id), () => ({ done: true })) });
  router.add({
    method: 'POST', url: '/live/calls/:id/monitor', tag, summary: 'Listen, whisper, barge, or stop', description: 'On your own standing leg, which must be up.', verb: 'call.monitor', params: c.IdParams, body: c.Monitor, answer: c.Done,
    run: async ({ by, params, body }) => shown(await app.monitorCall(deps, by, params.id, body.mode), () => ({ done: true })),
  });
  router.add({
    method: 'POST', url: '/live/agents/:id/state', tag, summary: 'Make a collector ready, pause them, or end their shift', description: 'In a call it holds after the call. Their desk says who did; it is on the event stream (`agent.steered`).', verb: 'agent.steer', params: c.IdParams, body: c.Steer, answer: c.Done,
    run: async ({ by, params, body }) => shown(await app.steerCollector(deps, by, params.id, body), () => ({ done: true })),
  });
  router.add({
    method: 'POST', url: '/live/messages', tag, summary: 'A word to a collector or a team', description: 'Shown on their desks with a sound, until they say that they read it. Kept sealed; sending and reading are on the event stream.', verb: 'agent.message', body: c.MessageSend, answer: c.MessageSent, status: 201,
    run: ({ by, body }) => app.sendMessage(deps, by, body),
  });
  router.add({
    method: 'GET', url: '/live/messages', tag, summary: 'The newest messages to collectors, and when each was read', verb: 'agent.message', answer: c.Messages,
    run: async ({ by }) => shown(await app.listMessages(deps, by), (views) => ({ items: views.map(({ message, from, to, text }) => ({ id: message.id, at: message.createdAt, by: message.by, from, userId: message.userId, to, teamId: message.teamId, text, readAt: message.readAt })) })),
  });
  router.add({
    method: 'POST', url: '/desk/commands', tag: 'desk', summary: 'A command of a desk', description: 'For integrators’ own desks; the WebSocket desk has the same commands. Refusals have codes such as agent.not_ready, call.not_yours, gate.denied, disposition.unknown.', verb: 'desk.use',
    body: c.DeskCommandBody, answer: c.DeskCommandAnswer, statusOf: (code) => code === 'right.denied' || code === 'call.not_yours' ? 403 : code === 'disposition.unknown' || code === 'reference.unknown' ? 422 : code.endsWith('.unknown') ? 404 : 409,
    run: ({ by, body }) => app.deskCommand(deps, by, body.userId, body.command),
  });
  router.add({
    method: 'GET', url: '/events', tag: 'events', summary: 'The event stream', description: 'One append-only sequence: by type, actor, subject and period, in order or the newest first. Read on with after=last (before=last); no personal data in it.', verb: 'stream.read', query: c.StreamQuery, answer: c.StreamPage,
    run: async ({ by, query }) => { const read = await app.readStream(deps, by, query); return read.ok ? ok(read.value) : read; },
  });
}
