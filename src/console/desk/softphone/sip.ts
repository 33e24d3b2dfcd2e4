/** A browser registered at the switch: it takes the standing leg whenever the switch rings, and never calls anybody. */
import { UA, WebSocketInterface } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession.js';
import type { Softphone } from '../../../contract/softphone.js';

export type Grant = Extract<Softphone, { mode: 'sip' }>;
export interface SipTold {
  registered(): void;
  /** The way to the switch, or the registration, is gone; it is tried again by itself. */
  away(why: string | null): void;
  /** The password was refused: another is needed. */
  refused(): void;
  voice(stream: MediaStream | null): void;
}

const REGISTER_SECONDS = 120;
/** Candidates of this network are there at once; a STUN server that does not answer must not hold up the call. */
const GATHER = 400;

export class SipLine {
  readonly #ua: UA;
  #session: RTCSession | null = null;
  #closed = false;

  constructor(private grant: Grant, private readonly microphone: () => MediaStream | null, private readonly told: SipTold) {
    this.#ua = new UA({
      sockets: [new WebSocketInterface(grant.websocket)], uri: grant.uri, authorization_user: grant.user, password: grant.password,
      register: true, register_expires: REGISTER_SECONDS, session_timers: false, connection_recovery_min_interval: 1, connection_recovery_max_interval: 8, user_agent: 'Dunwell',
    });
    this.#ua.on('registered', () => { this.told.registered(); });
    this.#ua.on('disconnected', () => { if (!this.#closed) this.told.away(null); });
    this.#ua.on('registrationFailed', ({ response, cause }: { response?: { status_code: number }; cause?: string }) => {
      if (this.#closed) return;
      if (response?.status_code === 401 || response?.status_code === 403) this.told.refused();
      else this.told.away(cause ?? null);
    });
    this.#ua.on('newRTCSession', (event: { originator: string; session: RTCSession }) => { if (event.originator === 'remote') this.#take(event.session); });
    this.#ua.start();
  }
  /** The next registrations use this one. */
  renew(grant: Grant): void {
    this.grant = grant;
    this.#ua.set('password', grant.password);
  }
  registerAgain(): void { if (this.#ua.isConnected()) this.#ua.register(); }
  get connection(): RTCPeerConnection | null { return this.#session?.connection ?? null; }
  /** Another microphone, in the middle of a call. */
  async speakWith(track: MediaStreamTrack): Promise<void> {
    for (const sender of this.connection?.getSenders() ?? []) if (sender.track?.kind === 'audio') await sender.replaceTrack(track);
  }
  close(): void {
    this.#closed = true;
    this.#ua.stop();
    this.told.voice(null);
  }

  /** A second leg means that the first is lost to the switch: the newest is the desk. */
  #take(session: RTCSession): void {
    const before = this.#session;
    this.#session = session;
    session.on('ended', () => { this.#gone(session); });
    session.on('failed', () => { this.#gone(session); });
    session.on('icecandidate', ({ ready }: { ready: () => void }) => { window.setTimeout(ready, GATHER); });
    session.on('peerconnection', ({ peerconnection }: { peerconnection: RTCPeerConnection }) => {
      peerconnection.addEventListener('track', ({ streams: [stream], track }) => { this.told.voice(stream ?? new MediaStream([track])); });
    });
    const stream = this.microphone();
    if (stream === null) { session.terminate({ status_code: 480, reason_phrase: 'No microphone' }); return; }
    session.answer({ mediaStream: stream, pcConfig: { iceServers: this.grant.iceServers.map((one) => ({ ...one })) } });
    if (before?.isEnded() === false) before.terminate();
  }
  #gone(session: RTCSession): void {
    if (this.#session !== session) return;
    this.#session = null;
    this.told.voice(null);
  }
}
