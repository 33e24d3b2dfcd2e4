/** What one connection wants to hear: event names, CUSTOM subclasses, filters, one leg only. */
import type { RawEvent } from './event.js';

/** Names `event plain` takes (switch_event.c); others are passed over. */
const KNOWN = new Set(('CUSTOM CLONE CHANNEL_CREATE CHANNEL_DESTROY CHANNEL_STATE CHANNEL_CALLSTATE CHANNEL_ANSWER CHANNEL_HANGUP CHANNEL_HANGUP_COMPLETE CHANNEL_EXECUTE CHANNEL_EXECUTE_COMPLETE ' +
  'CHANNEL_HOLD CHANNEL_UNHOLD CHANNEL_BRIDGE CHANNEL_UNBRIDGE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_OUTGOING CHANNEL_PARK CHANNEL_UNPARK CHANNEL_APPLICATION CHANNEL_ORIGINATE CHANNEL_UUID ' +
  'API LOG INBOUND_CHAN OUTBOUND_CHAN STARTUP SHUTDOWN PUBLISH UNPUBLISH TALK NOTALK SESSION_CRASH MODULE_LOAD MODULE_UNLOAD DTMF MESSAGE PRESENCE_IN NOTIFY_IN PRESENCE_OUT PRESENCE_PROBE ' +
  'MESSAGE_WAITING MESSAGE_QUERY ROSTER CODEC BACKGROUND_JOB DETECTED_SPEECH DETECTED_TONE PRIVATE_COMMAND HEARTBEAT TRAP ADD_SCHEDULE DEL_SCHEDULE EXE_SCHEDULE RE_SCHEDULE RELOADXML NOTIFY ' +
  'PHONE_FEATURE PHONE_FEATURE_SUBSCRIBE SEND_MESSAGE RECV_MESSAGE REQUEST_PARAMS CHANNEL_DATA GENERAL COMMAND SESSION_HEARTBEAT CLIENT_DISCONNECTED SERVER_DISCONNECTED SEND_INFO RECV_INFO ' +
  'RECV_RTCP_MESSAGE SEND_RTCP_MESSAGE CALL_SECURE NAT RECORD_START RECORD_STOP PLAYBACK_START PLAYBACK_STOP CALL_UPDATE FAILURE SOCKET_DATA MEDIA_BUG_START MEDIA_BUG_STOP CONFERENCE_DATA_QUERY ' +
  'CONFERENCE_DATA CALL_SETUP_REQ CALL_SETUP_RESULT CALL_DETAIL DEVICE_STATE TEXT SHUTDOWN_REQUESTED ALL').split(' '));

const MY_EVENTS = ['CHANNEL_ANSWER', 'CHANNEL_APPLICATION', 'CHANNEL_BRIDGE', 'CHANNEL_CREATE', 'CHANNEL_DATA', 'CHANNEL_DESTROY', 'CHANNEL_EXECUTE', 'CHANNEL_EXECUTE_COMPLETE', 'CHANNEL_HANGUP', 'CHANNEL_HANGUP_COMPLETE',
  'CHANNEL_ORIGINATE', 'CHANNEL_UUID', 'CHANNEL_OUTGOING', 'CHANNEL_PARK', 'CHANNEL_PROGRESS', 'CHANNEL_PROGRESS_MEDIA', 'CHANNEL_STATE', 'CHANNEL_UNBRIDGE', 'CHANNEL_UNPARK', 'DETECTED_SPEECH', 'DTMF', 'NOTALK', 'TALK'];

/** At most this many filters on one connection; more are accepted and not heeded. */
const MAX_FILTERS = 1000;

export class Subscription {
  #on = false;
  #all = false;
  readonly #names = new Set<string>();
  readonly #subclasses = new Set<string>();
  #filters: { readonly name: string; readonly value: string }[] = [];
  #leg: string | undefined;

  get isOn(): boolean { return this.#on; }

  /** Words after `event FORMAT`. False: not one known name among them. */
  add(words: readonly string[]): boolean {
    let known = 0;
    let custom = false;
    for (const word of words) {
      if (custom) { this.#subclasses.add(word); continue; }
      const name = word.toUpperCase();
      if (!KNOWN.has(name)) continue;
      known++;
      if (name === 'ALL') this.#all = true;
      else this.#names.add(name);
      if (name === 'CUSTOM') custom = true;
    }
    if (known > 0) this.#on = true;
    return known > 0;
  }

  remove(words: readonly string[]): boolean {
    let known = 0;
    let custom = false;
    for (const word of words) {
      if (custom) { this.#subclasses.delete(word); continue; }
      const name = word.toUpperCase();
      if (!KNOWN.has(name)) continue;
      known++;
      if (name === 'CUSTOM') { custom = true; continue; }
      if (name === 'ALL') { this.#all = false; this.#names.clear(); continue; }
      if (this.#all) { this.#all = false; for (const each of KNOWN) this.#names.add(each); }
      this.#names.delete(name);
    }
    return known > 0;
  }

  /** `noevents`. False: it listened to none. */
  clear(): boolean {
    if (!this.#on) return false;
    this.#on = false;
    this.#all = false;
    this.#names.clear();
    this.#subclasses.clear();
    return true;
  }

  myEvents(leg: string): void {
    this.#leg = leg;
    for (const name of MY_EVENTS) this.#names.add(name);
    this.#on = true;
  }

  filter(name: string, value: string): void {
    if (this.#filters.length < MAX_FILTERS) this.#filters.push({ name, value });
  }

  unfilter(name: string, value: string | undefined): void {
    if (name.toLowerCase() === 'all') this.#filters = [];
    else this.#filters = this.#filters.filter((f) => f.name.toLowerCase() !== name.toLowerCase() || (value !== undefined && f.value !== value));
  }

  /** Could it want an event of this name? */
  mayWant(name: string): boolean { return this.#on && (this.#all || name === 'CUSTOM' || this.#names.has(name)); }
  wants(event: RawEvent): boolean {
    if (!this.#on) return false;
    const subclass = event.subclass;
    const named = subclass === undefined ? this.#all || this.#names.has(event.name) : this.#all || this.#subclasses.has(subclass);
    if (!named) return false;
    if (this.#leg !== undefined && event.leg !== this.#leg) return false;
    return this.#filters.length === 0 || this.#passes(event);
  }

  /** Any filter that matches lets it pass, unless one with `-` in front says no. */
  #passes(event: RawEvent): boolean {
    let send = false;
    for (const { name, value } of this.#filters) {
      const has = event.headerOfAnyCase(name);
      if (has === undefined) continue;
      const not = value.startsWith('-');
      const wanted = value.replace(/^[+\- ]+/, '');
      if (send && !not) continue;
      if (!matches(has, wanted)) continue;
      if (not) return false;
      send = true;
    }
    return send;
  }
}

function matches(has: string, wanted: string): boolean {
  const expression = /^\/(.*)\/$/.exec(wanted)?.[1];
  if (expression === undefined) return has.toLowerCase() === wanted.toLowerCase();
  try { return new RegExp(expression).test(has); } catch { return false; }
}
