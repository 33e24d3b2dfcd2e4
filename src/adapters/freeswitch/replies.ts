/**
 * What the switch's answers mean in the port's words. Pure. Texts that go on are cut short and masked: some replies repeat
 * the digits they were given.
 */
import type { CommandReply, OriginateReply } from '../../app/ports/switch.js';
import type { EslReply, JobReply } from './esl/connection.js';
import { mask } from './mask.js';

export function commandReply(reply: EslReply): CommandReply {
  switch (reply.kind) {
    case 'reply': return reply.text.startsWith('+OK') ? { kind: 'ok' } : { kind: 'refused', why: firstLine(reply.text) };
    case 'notSent': return { kind: 'refused', why: reply.why };
    case 'unknown': return reply;
  }
}

/**
 * Causes with which FreeSWITCH refuses a leg before it makes a channel of it, hence before an INVITE. A carrier can say some
 * of them too (Reason: Q.850;cause=20 becomes SUBSCRIBER_ABSENT), so they count only for a leg that raised no event.
 */
const BEFORE_THE_CHANNEL: ReadonlySet<string> = new Set([
  'INVALID_GATEWAY', 'GATEWAY_DOWN', 'INVALID_PROFILE', 'INVALID_URL', 'CHAN_NOT_IMPLEMENTED', 'SUBSCRIBER_ABSENT', 'USER_NOT_REGISTERED',
]);

/** `legSeen`: did the switch raise any event of this leg? */
export function originateReply(reply: JobReply, legSeen: boolean): OriginateReply {
  switch (reply.kind) {
    case 'notSent': return { kind: 'failed', cause: 'NOT_SENT', placed: false };
    case 'rejected': return { kind: 'failed', cause: 'SUBMIT_REJECTED', placed: false };
    case 'unknown': return reply;
    case 'reply': break;
  }
  if (reply.text.startsWith('+OK')) return { kind: 'ok' };
  if (reply.text.startsWith('-USAGE')) return { kind: 'failed', cause: 'USAGE', placed: false };
  if (/^-ERR originate Command not found!/.test(reply.text)) return { kind: 'failed', cause: 'COMMAND_NOT_FOUND', placed: false };
  const cause = /^-ERR ([A-Z0-9_]{1,64})$/.exec(firstLine(reply.text))?.[1];
  if (cause === undefined) return { kind: 'failed', cause: 'UNREADABLE_REPLY', placed: true };
  return { kind: 'failed', cause, placed: legSeen || !BEFORE_THE_CHANNEL.has(cause) };
}

function firstLine(text: string): string {
  return mask((text.split('\n', 1)[0] ?? '').slice(0, 120));
}
