/** The schemas and the ports say the same thing: checked by the compiler in both directions, and once at run time. */
import type { Static } from 'typebox';
import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { AgentView, CallView, CampaignView, CommandAnswer, LiveView } from '../../src/app/conductor-api.js';
import type { DeskCommand, DeskEvent } from '../../src/app/ports/desk.js';
import type { AgentRow, CallRow, CampaignRow, ClientMessage, CommandAnswerSchema, DeskEventSchema, SwitchRow, TrunkRow } from '../../src/contract/desk.js';
import { CLIENT_MESSAGES, ClientMessageSchema, DESK_COMMANDS, DeskCommandSchema, ServerMessageSchema } from '../../src/contract/desk.js';
import { parseClientMessage } from '../../src/desk/parse.js';

/** `true` only when each is assignable to the other, and neither is `any`. */
type Same<A, B> = 0 extends 1 & A ? never : [A] extends [B] ? ([B] extends [A] ? true : never) : never;
const same = <A, B>(yes: Same<A, B>): boolean => yes;

describe('desk contract', () => {
  it('has the types of the ports', () => {
    expect(same<Static<typeof DeskCommandSchema>, DeskCommand>(true)).toBe(true);
    expect(same<Static<typeof DeskEventSchema>, DeskEvent>(true)).toBe(true);
    expect(same<Static<typeof CommandAnswerSchema>, CommandAnswer>(true)).toBe(true);
    expect(same<AgentRow, AgentView>(true)).toBe(true);
    expect(same<CallRow, CallView>(true)).toBe(true);
    expect(same<CampaignRow, CampaignView>(true)).toBe(true);
    expect(same<TrunkRow, LiveView['trunks'][number]>(true)).toBe(true);
    expect(same<SwitchRow, LiveView['switches'][number]>(true)).toBe(true);
  });

  it('names every command and message once', () => {
    const commands: Record<DeskCommand['type'], unknown> = DESK_COMMANDS;
    const messages: Record<ClientMessage['type'], unknown> = CLIENT_MESSAGES;
    expect(DeskCommandSchema.anyOf).toHaveLength(Object.keys(commands).length);
    expect(ClientMessageSchema.anyOf).toHaveLength(Object.keys(messages).length);
  });

  it('checks what comes in', () => {
    expect(Check(ClientMessageSchema, { type: 'command', id: 1, command: { type: 'digits', attemptId: 'a-1', digits: '12#' } })).toBe(true);
    expect(Check(ClientMessageSchema, { type: 'command', id: 1, command: { type: 'digits', attemptId: 'a-1', digits: '12;' } })).toBe(false);
    expect(Check(ClientMessageSchema, { type: 'command', id: 1, command: { type: 'ready', extra: 1 } })).toBe(false);
    expect(Check(ServerMessageSchema, { type: 'event', seq: 1, event: { type: 'connected', at: 5, attemptId: 'a-1' } })).toBe(true);
  });

  it('takes heartbeats and acknowledgements the short way as it would the long way', () => {
    for (const n of [0, 1, 9, 10, 12_345, 999_999_999_999_999, 1_000_000_000_000_000, Number.MAX_SAFE_INTEGER]) for (const message of [{ type: 'ping', n }, { type: 'ack', seq: n }]) {
      // A space after it makes it the long way.
      expect([parseClientMessage(JSON.stringify(message)), parseClientMessage(`${JSON.stringify(message)} `)]).toEqual([{ ok: true, message }, { ok: true, message }]);
    }
    for (const text of ['{"type":"ping","seq":1}', '{"type":"ack","n":1}', '{"type":"ping","n":-1}', '{"type":"ping","n":01}', '{"type":"ping","n":1.5}', '{"type":"ack","seq":-1}', '{"type":"ack","seq":9007199254740992}', '{"type":"ack","seq":1,"x":2}', '{"type":"pong","n":1}', '{"type":"ack","seq":}']) {
      expect([text, parseClientMessage(text)]).toEqual([text, parseClientMessage(`${text} `)]);
    }
  });
});
