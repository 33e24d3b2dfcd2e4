/**
 * A headset's own keys, where the browser gives them: hook switch and mute over WebHID (Chrome, Edge; only a device the user chose), and the
 * system's "hang up" and "microphone" keys over the Media Session API. They do what the buttons on the page do, and no more.
 */
import { ref, shallowRef } from 'vue';
import { buttonsIn, HOOK_SWITCH, isTelephone, LAMP_MUTE, LAMP_OFF_HOOK, LAMP_RING, lampReports, PHONE_MUTE, TELEPHONY, type Collection } from './headset-reports.js';

interface InputReport { readonly reportId: number; readonly data: DataView }
/** As much of WebHID's HIDDevice as is used. */
interface Device {
  readonly productName: string; readonly opened: boolean; readonly collections: readonly Collection[];
  oninputreport: ((event: InputReport) => void) | null;
  open(): Promise<void>; close(): Promise<void>; forget?(): Promise<void>;
  sendReport(reportId: number, data: Uint8Array<ArrayBuffer>): Promise<void>;
}
interface Hid {
  getDevices(): Promise<readonly Device[]>;
  requestDevice(options: { readonly filters: readonly { readonly usagePage: number }[] }): Promise<readonly Device[]>;
  addEventListener(type: 'connect' | 'disconnect', listener: (event: { readonly device: Device }) => void): void;
  removeEventListener(type: 'connect' | 'disconnect', listener: (event: { readonly device: Device }) => void): void;
}
type Keys = { setActionHandler(action: string, handler: (() => void) | null): void; setMicrophoneActive?(active: boolean): void };

export interface HeadsetActs { hangUp(): void; mute(on: boolean): void; muted(): boolean }
export interface HeadsetCall { readonly live: boolean; readonly ringing: boolean; readonly muted: boolean }

export class Headset {
  /** Can this browser speak with one at all? */
  readonly possible: boolean;
  readonly name = ref<string | null>(null);
  readonly trouble = ref(false);
  readonly #hid: Hid | undefined = (navigator as Navigator & { readonly hid?: Hid }).hid;
  readonly #device = shallowRef<Device | null>(null);
  readonly #keys: Keys | undefined = 'mediaSession' in navigator ? navigator.mediaSession : undefined;
  #call: HeadsetCall = { live: false, ringing: false, muted: false };
  /** What the headset said last: a report tells all its keys, and only a change is a press. */
  readonly #last = new Map<number, boolean>();
  readonly #came = ({ device }: { readonly device: Device }): void => { if (this.#device.value === null) void this.#use(device); };
  readonly #went = ({ device }: { readonly device: Device }): void => { if (device === this.#device.value) this.#drop(); };

  constructor(private readonly acts: HeadsetActs) {
    this.possible = this.#hid !== undefined;
    this.#hid?.addEventListener('connect', this.#came);
    this.#hid?.addEventListener('disconnect', this.#went);
    for (const [action, handler] of [['hangup', () => { this.#hangUp(); }], ['togglemicrophone', () => { this.#toggle(); }]] as const) this.#onKey(action, handler);
    // One that was chosen before is used again; the browser remembers the leave.
    void this.#hid?.getDevices().then((known) => this.#first(known), () => undefined);
  }

  /** Asks the user for one; must come from a click. */
  async connect(): Promise<void> {
    try { await this.#first(await this.#hid?.requestDevice({ filters: [{ usagePage: TELEPHONY }] }) ?? []); } catch { this.trouble.value = true; }
  }
  /** Lets go of it for good: it is not used again without being chosen. */
  async disconnect(): Promise<void> {
    const device = this.#device.value;
    this.#drop();
    if (device === null) return;
    await device.close().catch(() => undefined);
    await device.forget?.().catch(() => undefined);
  }
  /** What the lamps show. */
  show(call: HeadsetCall): void {
    this.#call = call;
    this.#keys?.setMicrophoneActive?.(!call.muted);
    const device = this.#device.value;
    if (device === null) return;
    const lamps = new Set<number>([...(call.live ? [LAMP_OFF_HOOK] : []), ...(call.muted && call.live ? [LAMP_MUTE] : []), ...(call.ringing ? [LAMP_RING] : [])]);
    for (const { reportId, data } of lampReports(device.collections, lamps)) void device.sendReport(reportId, data).catch(() => undefined);
  }
  close(): void {
    this.show({ live: false, ringing: false, muted: false });
    this.#hid?.removeEventListener('connect', this.#came);
    this.#hid?.removeEventListener('disconnect', this.#went);
    for (const action of ['hangup', 'togglemicrophone']) this.#onKey(action, null);
    void this.#device.value?.close().catch(() => undefined);
    this.#drop();
  }

  /** Browsers throw for an action they do not know. */
  #onKey(action: string, handler: (() => void) | null): void { try { this.#keys?.setActionHandler(action, handler); } catch { /* this browser has no such key */ } }
  async #first(devices: readonly Device[]): Promise<void> {
    const device = devices.find((one) => isTelephone(one.collections));
    if (device !== undefined && this.#device.value === null) await this.#use(device);
  }
  async #use(device: Device): Promise<void> {
    if (!isTelephone(device.collections)) return;
    try { if (!device.opened) await device.open(); } catch { this.trouble.value = true; return; }
    this.#last.clear();
    device.oninputreport = (event) => { this.#heard(device, event); };
    this.#device.value = device;
    this.name.value = device.productName;
    this.trouble.value = false;
    this.show(this.#call);
  }
  #drop(): void {
    if (this.#device.value !== null) this.#device.value.oninputreport = null;
    this.#device.value = null;
    this.name.value = null;
  }

  #heard(device: Device, { reportId, data }: InputReport): void {
    for (const button of buttonsIn(device.collections, reportId, data)) {
      const before = this.#last.get(button.usage);
      this.#last.set(button.usage, button.on);
      if (before === button.on) continue;
      // On hook in a call: the key was pressed to end it. Off hook follows our own lamp, and means nothing by itself.
      if (button.usage === HOOK_SWITCH && !button.on && before === true) this.#hangUp();
      if (button.usage !== PHONE_MUTE) continue;
      if (!button.absolute) { if (button.on) this.#toggle(); } else if (before !== undefined || button.on) this.#mute(button.on);
    }
  }
  #hangUp(): void { if (this.#call.live) this.acts.hangUp(); }
  #toggle(): void { this.#mute(!this.acts.muted()); }
  #mute(on: boolean): void { if (this.#call.live) this.acts.mute(on); }
}
