/** The envelope: every message of the desk's socket, both ways. One JSON object a WebSocket text message. */
import Type, { type Static } from 'typebox';
import { ROLES } from '../../core/records/org.js';
import { CommandAnswerSchema, DeskCommandSchema } from './commands.js';
import { AgentStateSchema, DeskEventSchema } from './events.js';
import { LiveMessageSchema } from './live.js';
import { closed, FailureSchema, IdSchema, InstantSchema, nullable } from './parts.js';

export const SeqSchema = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** 1, 2, 3 … within a stream, chosen by the desk: a number used again is the same command sent again. */
export const CommandIdSchema = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** Who I am (when neither cookie nor bearer said so), what I want, and where I was. */
export const HelloSchema = closed({
  type: Type.Literal('hello'),
  /** `desk`: work as a collector, one per user. `live`: watch, any number. */
  purpose: Type.Enum(['desk', 'live']),
  ticket: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  /** Chosen at random by each desk (a tab, a process) and kept by it: the same secret again is the same desk, not a second one. */
  secret: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{16,128}$' })),
  /** The stream I had and the last event I have dealt with; absent: I know nothing (first time, or page reloaded). */
  resume: Type.Optional(closed({ stream: IdSchema, seq: SeqSchema })),
  /** Another browser has this desk open: take it from there. */
  takeOver: Type.Optional(Type.Boolean()),
});
/** One schema per client message, by its type; `command` is checked by its own table. */
export const CLIENT_MESSAGES = {
  hello: HelloSchema,
  command: closed({ type: Type.Literal('command'), id: CommandIdSchema, command: DeskCommandSchema }),
  /** Everything up to `seq` is dealt with: the server may forget it. */
  ack: closed({ type: Type.Literal('ack'), seq: SeqSchema }),
  ping: closed({ type: Type.Literal('ping'), n: Type.Integer() }),
  /** Who could take a transfer just now? Answered with `colleagues`. */
  who: closed({ type: Type.Literal('who') }),
} as const;
export const ClientMessageSchema = Type.Union([CLIENT_MESSAGES.hello, CLIENT_MESSAGES.command, CLIENT_MESSAGES.ack, CLIENT_MESSAGES.ping, CLIENT_MESSAGES.who]);

export const WelcomeSchema = Type.Object({
  type: Type.Literal('welcome'), purpose: Type.Enum(['desk', 'live']),
  /** Empty for `live`. */
  stream: Type.String(),
  userId: IdSchema, name: Type.String(), login: Type.String(), role: Type.Enum(ROLES),
  /** The next event is `seq` + 1. */
  seq: SeqSchema,
  /** True: you have missed nothing, go on. False: forget your picture, the events that follow tell it anew. */
  resumed: Type.Boolean(),
  /** Highest command number this stream has seen: continue above it. */
  lastCommand: Type.Integer({ minimum: 0 }),
  /** In words, when the server's clock is not the machine's. */
  clock: nullable(Type.String()),
  /** The server's instant now, for clocks on screen. */
  now: InstantSchema,
  pingEvery: Type.Integer(), deadAfter: Type.Integer(),
});
export const ServerMessageSchema = Type.Union([
  WelcomeSchema,
  Type.Object({ type: Type.Literal('event'), seq: SeqSchema, event: DeskEventSchema }),
  Type.Object({ type: Type.Literal('reply'), id: CommandIdSchema, ok: Type.Literal(true), answer: CommandAnswerSchema }),
  Type.Object({ type: Type.Literal('reply'), id: CommandIdSchema, ok: Type.Literal(false), error: FailureSchema }),
  /** A message that could not be answered otherwise (bad JSON, unknown type, too long). */
  Type.Object({ type: Type.Literal('error'), error: FailureSchema }),
  /** Colleagues of the same entity with an open desk, ready ones first; at most 100. */
  Type.Object({ type: Type.Literal('colleagues'), items: Type.Immutable(Type.Array(Type.Object({ userId: IdSchema, name: Type.String(), state: AgentStateSchema, teamId: nullable(IdSchema) }))) }),
  Type.Object({ type: Type.Literal('pong'), n: Type.Integer(), now: InstantSchema }),
  /** The last message before the server closes. `retry`: come back (and resume); false: don't, until a person decides. */
  Type.Object({ type: Type.Literal('bye'), code: Type.String(), text: Type.String(), retry: Type.Boolean() }),
  LiveMessageSchema,
]);
export type Hello = Static<typeof HelloSchema>;
export type ClientMessage = Static<typeof ClientMessageSchema>;
export type ServerMessage = Static<typeof ServerMessageSchema>;
export type Welcome = Static<typeof WelcomeSchema>;
export type Bye = Extract<ServerMessage, { type: 'bye' }>;
export type Colleagues = Extract<ServerMessage, { type: 'colleagues' }>;
export type Reply = Extract<ServerMessage, { type: 'reply' }>;
