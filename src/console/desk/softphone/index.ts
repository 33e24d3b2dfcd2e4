/**
 * The browser as a phone. The server says how: on a real switch a SIP registration over WebSocket, on the simulated one a tone. The SIP
 * library is fetched only where it is needed.
 */
import { ref, shallowRef } from 'vue';
import type { Softphone } from '../../../contract/softphone.js';
import { ApiError, errorText, post } from '../../shared/api.js';
import type { AudioDevices, LineQuality, Phone, PhoneState } from '../../shared/phone.js';
import { connectTone } from '../../shared/tone.js';
import { Microphone } from './microphone.js';
import { qualityOf, sampleOf, type Sample } from './quality.js';
import type { Grant, SipLine } from './sip.js';
import { t } from '../t.js';

const MEASURE_EVERY = 2_000;
/** A password is renewed this long before it ends. */
const EARLY = 5 * 60_000;
const TRY_AGAIN = 10_000;

export function softphone(): Phone {
  const state = ref<PhoneState>('off');
  const trouble = ref<string | null>(null);
  const muted = ref(false);
  const quality = shallowRef<LineQuality | null>(null);
  const devices = shallowRef<AudioDevices | null>(null);
  const level = ref<number | null>(null);
  const speaker = document.createElement('audio');
  speaker.autoplay = true;
  let line: SipLine | null = null;
  let timers: number[] = [];
  /** Raised by each start and stop: what was under way for an earlier one is dropped. */
  let life = 0;

  const fail = (text: string): void => { state.value = 'failed'; trouble.value = text; };
  const microphone = new Microphone({
    level: (now) => { level.value = now; },
    devices: (found) => { devices.value = found; void listen(); },
    replaced: (track) => { void line?.speakWith(track); },
    lost: () => { fail(t('microphone.lost')); },
  });
  /** Not every browser lets a page choose the speaker. */
  async function listen(): Promise<void> {
    if ('setSinkId' in speaker && devices.value?.outputs.some((one) => one.id === microphone.output) === true) await speaker.setSinkId(microphone.output).catch(() => undefined);
  }
  const later = (run: () => void, after: number): void => { timers.push(window.setTimeout(run, after)); };

  /** Null: this life is over, or it failed (and says so). */
  async function ask(mine: number): Promise<Softphone | null> {
    try {
      const grant = await post<Softphone>('/desk/softphone');
      return mine === life ? grant : null;
    } catch (error) {
      if (mine !== life) return null;
      // There is a phone on the desk, or behind a template: this browser is none.
      if (error instanceof ApiError && (error.code === 'softphone.off' || error.code === 'softphone.desk')) { state.value = 'off'; return null; }
      fail(errorText(error));
      // The session's end is the page's affair; what a supervisor must mend is not tried again and again.
      if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) later(() => { void begin(mine); }, TRY_AGAIN);
      return null;
    }
  }
  async function begin(mine: number): Promise<void> {
    state.value = 'connecting';
    trouble.value = null;
    const grant = await ask(mine);
    if (grant === null) return;
    if (grant.mode === 'simulated') { state.value = 'ready'; return; }
    try { await microphone.open(); } catch (error) {
      if (mine === life) fail(error instanceof DOMException && error.name === 'NotAllowedError' ? t('microphone.denied') : t('microphone.none'));
      return;
    }
    const { SipLine: Line } = await import('./sip.js');
    if (mine !== life) return;
    line = new Line(grant, () => microphone.stream, {
      registered: () => { state.value = 'ready'; trouble.value = null; },
      away: (why) => { if (state.value !== 'failed') { state.value = 'connecting'; trouble.value = why; } },
      refused: () => { state.value = 'connecting'; later(() => { void renew(mine, true); }, 1_000); },
      voice: (stream) => { speaker.srcObject = stream; quality.value = null; if (stream !== null) void speaker.play().catch(() => { trouble.value = t('sound.blocked'); }); },
    });
    renewLater(mine, grant);
    measure();
  }
  const renewLater = (mine: number, grant: Grant): void => { later(() => { void renew(mine, false); }, Math.max(TRY_AGAIN, grant.expiresAt - Date.now() - EARLY)); };
  async function renew(mine: number, atOnce: boolean): Promise<void> {
    if (mine !== life || line === null) return;
    let grant: Softphone | null = null;
    try { grant = await post<Softphone>('/desk/softphone'); } catch { /* tried again below: the registration stands until its time ends */ }
    if (mine !== life) return;
    if (grant?.mode !== 'sip') { later(() => { void renew(mine, atOnce); }, TRY_AGAIN); return; }
    line.renew(grant);
    if (atOnce) line.registerAgain();
    renewLater(mine, grant);
  }
  function measure(): void {
    let before: Sample | null = null;
    timers.push(window.setInterval(() => {
      void line?.connection?.getStats().then((stats) => {
        const rows: Record<string, unknown>[] = [];
        stats.forEach((one: Record<string, unknown>) => { rows.push(one); });
        const now = sampleOf(rows);
        if (now !== null) quality.value = qualityOf(before, now);
        before = now;
      });
    }, MEASURE_EVERY));
  }

  return {
    state, trouble, muted, quality, devices, level,
    start: () => { life += 1; return begin(life); },
    stop: () => {
      life += 1;
      for (const timer of timers) window.clearInterval(timer);
      timers = [];
      line?.close();
      line = null;
      microphone.close();
      speaker.srcObject = null;
      [state.value, trouble.value, muted.value, quality.value, devices.value] = ['off', null, false, null, null];
    },
    mute: (on) => { muted.value = on; microphone.mute(on); },
    choose: (kind, id) => microphone.choose(kind, id),
    announce: connectTone,
  };
}
