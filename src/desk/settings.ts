/** The gateway's limits, each with a name and a default. Nothing here grows without one. */
import type { Millis } from '../core/units.js';

export interface DeskSettings {
  /** Events kept for a desk that has not confirmed them: so many, so many bytes, so old. */
  readonly replayEvents: number;
  readonly replayBytes: number;
  readonly replayAge: Millis;
  /** Replies kept, so that a command sent again gets the answer it had. */
  readonly replies: number;
  /** Commands of one desk under way at once. */
  readonly pendingCommands: number;
  readonly pingEvery: Millis;
  /** Nothing heard for so long: the socket is dead, whatever TCP thinks. */
  readonly deadAfter: Millis;
  /** A desk away for so long is told to the conductor: no new calls for it; a call in talk goes on. */
  readonly grace: Millis;
  /** A socket must say hello within this. */
  readonly helloWithin: Millis;
  /** Above this many unsent bytes a socket gets nothing more until it drains; events wait in the stream. */
  readonly highWater: number;
  /** Above this the socket is ended. */
  readonly hardLimit: number;
  /** Not drained for so long: ended, it resumes later. */
  readonly slowFor: Millis;
  /** Longest message answered with an error; a frame beyond `maxFrame` closes the socket. */
  readonly maxMessage: number;
  readonly maxFrame: number;
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  /** Bad or too many messages forgiven a minute before the socket is ended. */
  readonly strikes: number;
  readonly maxSockets: number;
  /** Sockets that have not said hello yet. */
  readonly maxStrangers: number;
  readonly maxDesks: number;
  readonly liveEvery: Millis;
  /** Rows of each kind in one live view. */
  readonly liveRows: number;
  readonly liveSocketsPerUser: number;
  /** A session that ended or a user who was disabled is noticed within this. */
  readonly reauthorizeEvery: Millis;
  /** How often limits of time are looked at. */
  readonly sweepEvery: Millis;
  /** Origins (`https://host`) allowed besides the page's own host. */
  readonly origins: readonly string[];
}

export const DEFAULT_DESK_SETTINGS: DeskSettings = {
  replayEvents: 500, replayBytes: 1_000_000, replayAge: 600_000, replies: 256, pendingCommands: 32,
  pingEvery: 5_000, deadAfter: 15_000, grace: 30_000, helloWithin: 5_000,
  highWater: 64_000, hardLimit: 1_000_000, slowFor: 10_000, maxMessage: 32_000, maxFrame: 256_000,
  messagesPerSecond: 40, messageBurst: 80, strikes: 20, maxSockets: 2_000, maxStrangers: 200, maxDesks: 1_000,
  liveEvery: 500, liveRows: 500, liveSocketsPerUser: 4, reauthorizeEvery: 60_000, sweepEvery: 1_000, origins: [],
};
