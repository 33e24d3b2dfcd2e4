/**
 * The page's end of the desk's socket: hello, resume, acknowledgements, commands with their replies, and coming back after a loss.
 * The same protocol as src/desk/client.ts; the contract's types are all the two share. Voice does not pass here: it goes on without us.
 */
import type { ClientMessage, Colleagues, DeskCommandMessage, DeskEventMessage, LiveMessage, Reply, ServerMessage, Welcome } from '../../contract/desk.js';

export type LinkState = 'connecting' | 'open' | 'lost' | 'ended';
export interface LinkHandlers {
  readonly state: (state: LinkState, code: string | null, text: string | null) => void;
  readonly welcome: (welcome: Welcome) => void;
  readonly event?: (event: DeskEventMessage) => void;
  readonly live?: (live: LiveMessage) => void;
  readonly colleagues?: (items: Colleagues['items']) => void;
}
interface Pending { readonly text: string; readonly resolve: (reply: Reply) => void }
const lost = (id: number, code: string, text: string): Reply => ({ type: 'reply', id, ok: false, error: { code, text } });

/** From a connection's beginning to its welcome: a server that went away in between says nothing, and a dead network neither. */
const WELCOMED_WITHIN = 15_000;

export class Link {
  #ws: WebSocket | null = null;
  #state: LinkState = 'connecting';
  #welcome: Welcome | null = null;
  #seq = 0;
  #command = 0;
  #tries = 0;
  #takeOver = false;
  #bye: { code: string; text: string; retry: boolean } | null = null;
  #heardAt = 0;
  #retry = 0;
  #heart = 0;
  #greeting = 0;
  #ack = 0;
  #offset = 0;
  readonly #pending = new Map<number, Pending>();
  readonly #soon = (): void => { if (this.#state === 'lost') { clearTimeout(this.#retry); this.#connect(); } };

  constructor(private readonly purpose: 'desk' | 'live', private readonly handlers: LinkHandlers) {
    window.addEventListener('online', this.#soon);
    document.addEventListener('visibilitychange', this.#soon);
    this.#connect();
  }

  get open(): boolean { return this.#state === 'open'; }
  /** The server's clock, which in the demo is not this machine's. */
  now(): number { return Date.now() + this.#offset; }

  /** Never rejects: what went wrong is in the reply. */
  command(command: DeskCommandMessage): Promise<Reply> {
    if (this.#welcome === null || this.#state === 'ended') return Promise.resolve(lost(0, 'desk.not_open', ''));
    const id = ++this.#command;
    const text = JSON.stringify({ type: 'command', id, command } satisfies ClientMessage);
    return new Promise((resolve) => { this.#pending.set(id, { text, resolve }); if (this.open) this.#ws?.send(text); });
  }
  who(): void { this.#send({ type: 'who' }); }
  takeOver(): void { this.#takeOver = true; this.#connect(); }
  close(): void {
    this.#state = 'ended';
    window.removeEventListener('online', this.#soon);
    document.removeEventListener('visibilitychange', this.#soon);
    this.#stopTimers();
    clearTimeout(this.#retry);
    this.#ws?.close();
  }

  #connect(): void {
    clearTimeout(this.#retry);
    if (this.#state !== 'lost') this.#set('connecting', null, null);
    const ws = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/desk`);
    this.#ws = ws;
    this.#bye = null;
    clearTimeout(this.#greeting);
    // Closing would wait for the other end: nobody is waited for.
    this.#greeting = window.setTimeout(() => { ws.close(); if (this.#ws === ws) this.#down(); }, WELCOMED_WITHIN);
    ws.onopen = () => {
      this.#heardAt = performance.now();
      const resume = this.#welcome !== null && this.purpose === 'desk' ? { resume: { stream: this.#welcome.stream, seq: this.#seq } } : {};
      ws.send(JSON.stringify({ type: 'hello', purpose: this.purpose, secret: secretOfTab(), ...resume, ...(this.#takeOver ? { takeOver: true } : {}) } satisfies ClientMessage));
    };
    ws.onmessage = (message: MessageEvent<string>) => { if (this.#ws === ws) this.#receive(JSON.parse(message.data) as ServerMessage); };
    ws.onclose = () => { if (this.#ws === ws) this.#down(); };
  }

  #receive(message: ServerMessage): void {
    this.#heardAt = performance.now();
    switch (message.type) {
      case 'welcome': this.#welcomed(message); break;
      case 'event':
        if (message.seq <= this.#seq) break;
        this.#seq = message.seq;
        if (this.#ack === 0) this.#ack = window.setTimeout(() => { this.#ack = 0; this.#send({ type: 'ack', seq: this.#seq }); }, 200);
        this.handlers.event?.(message.event);
        break;
      case 'reply': { const pending = this.#pending.get(message.id); this.#pending.delete(message.id); pending?.resolve(message); break; }
      case 'live': this.handlers.live?.(message); break;
      case 'colleagues': this.handlers.colleagues?.(message.items); break;
      case 'bye': this.#bye = message; break;
      case 'error': case 'pong': break;
    }
  }

  #welcomed(welcome: Welcome): void {
    if (this.#welcome !== null && this.#welcome.stream !== welcome.stream) this.#settleAll('desk.stream_lost', '');
    this.#welcome = welcome;
    this.#seq = welcome.seq;
    this.#command = Math.max(this.#command, welcome.lastCommand);
    this.#offset = welcome.now - Date.now();
    this.#tries = 0;
    this.#takeOver = false;
    clearTimeout(this.#greeting);
    this.handlers.welcome(welcome);
    this.#set('open', null, null);
    for (const [, pending] of [...this.#pending].sort(([a], [b]) => a - b)) this.#ws?.send(pending.text);
    clearInterval(this.#heart);
    this.#heart = window.setInterval(() => {
      if (performance.now() - this.#heardAt > welcome.deadAfter) { this.#ws?.close(); this.#down(); } else this.#send({ type: 'ping', n: this.#seq });
    }, welcome.pingEvery);
  }

  #down(): void {
    this.#ws = null;
    this.#stopTimers();
    if (this.#state === 'ended') return;
    if (this.#bye !== null && !this.#bye.retry) { this.#settleAll(this.#bye.code, this.#bye.text); this.#set('ended', this.#bye.code, this.#bye.text); return; }
    this.#set('lost', this.#bye?.code ?? null, this.#bye?.text ?? null);
    const wait = Math.min(8_000, 250 * 2 ** Math.min(this.#tries++, 6));
    this.#retry = window.setTimeout(() => { this.#connect(); }, wait * (0.5 + Math.random() / 2));
  }

  #send(message: ClientMessage): void { if (this.open) this.#ws?.send(JSON.stringify(message)); }
  #set(state: LinkState, code: string | null, text: string | null): void { this.#state = state; this.handlers.state(state, code, text); }
  #settleAll(code: string, text: string): void { for (const [id, p] of this.#pending) p.resolve(lost(id, code, text)); this.#pending.clear(); }
  #stopTimers(): void { clearInterval(this.#heart); clearTimeout(this.#greeting); clearTimeout(this.#ack); this.#ack = 0; }
}

/** Kept for the tab's life: a reload is the same desk, another tab is another. */
function secretOfTab(): string {
  const known = sessionStorage.getItem('dunwell.secret');
  if (known !== null) return known;
  const made = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
  sessionStorage.setItem('dunwell.secret', made);
  return made;
}
