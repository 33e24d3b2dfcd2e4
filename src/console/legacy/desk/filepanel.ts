/** The result of the call: disposition, note, promise, callback. Whatever is typed is kept as a draft until it is filed. */
import type { CallbackInputMessage, DeskCommandMessage, PromiseInputMessage } from '../../../contract/desk.js';
import type { Disposition } from '../../shared/calls.js';
import { button, field, fill, h, keepingFocus, say, toast } from '../dom.js';
import { dropDraft, loadDraft, saveDraft, type Draft } from '../../shared/drafts.js';
import { day, fromMinor, localInput, toMinor } from '../../shared/format.js';
import { lang, t } from '../i18n.js';
import type { DeskContext, Panel } from './context.js';
import type { Call, DeskModel } from './model.js';

type Dispose = Extract<DeskCommandMessage, { type: 'dispose' }>;

export class FilePanel implements Panel {
  readonly element = h('section', { class: 'card file', 'aria-labelledby': 'file-title' });
  #shown: string | null | undefined;
  #call: Call | null = null;
  #leaves: readonly Disposition[] = [];
  #error = h('p');
  #note = h('textarea');
  #promise = h('fieldset'); #amount = h('input'); #due = h('input');
  #callback = h('fieldset'); #at = h('input'); #mine = h('input'); #callbackNote = h('input');
  #go = h('button');
  #sending = false;
  constructor(private readonly desk: DeskContext) {}

  redraw(model: DeskModel): void {
    this.#shown = undefined;
    keepingFocus(this.element, () => { this.update(model); });
  }

  update(model: DeskModel): void {
    const call = model.call;
    this.#call = call;
    // The case and the campaign may come after the call itself: they change what the form offers.
    const key = call === null ? null : `${call.attemptId} ${call.card === null ? '' : 'card'} ${call.filed ?? ''}`;
    if (key === this.#shown) { this.#enable(); return; }
    this.#shown = key;
    if (call === null) fill(this.element, h('h2', { id: 'file-title' }, t('file.title')), h('p', { class: 'empty' }, t('file.idle')));
    else if (call.filed !== null) { dropDraft(this.desk.user.id, call.attemptId); fill(this.element, h('h2', { id: 'file-title' }, t('file.title')), h('p', { class: 'done', role: 'status' }, `✓ ${t('file.done')}`)); }
    else this.#build(call);
  }

  /** One key picks a leaf. True: it was one. */
  pick(hotkey: string): boolean {
    const leaf = this.#leaves.find((d) => d.hotkey === hotkey);
    if (!leaf || this.#call === null || this.#call.filed !== null) return false;
    const radio = this.element.querySelector<HTMLInputElement>(`input[name=disposition][value="${CSS.escape(leaf.code)}"]`);
    if (radio === null) return false;
    radio.checked = true;
    radio.focus();
    this.#picked();
    this.#keep(this.#call.attemptId);
    return true;
  }

  async file(): Promise<void> {
    if (this.#call === null || this.#call.filed !== null || this.#sending) return;
    const call = this.#call;
    const command = this.#read(call);
    if (typeof command === 'string') { fill(this.#error, command); return; }
    fill(this.#error);
    this.#sending = true;
    this.#enable();
    const answer = await this.desk.send(command);
    this.#sending = false;
    this.#enable();
    if (answer === null) return;
    dropDraft(this.desk.user.id, call.attemptId);
    say(t('file.done'));
    toast('info', t('file.done'));
  }

  #build(call: Call): void {
    const draft = loadDraft(this.desk.user.id, call.attemptId);
    const currency = currencyOf(call);
    const root = this.desk.catalogue().campaigns.find((c) => c.id === call.card?.campaignId)?.settings.dispositionRoot ?? null;
    const groups = groupsUnder(this.desk.catalogue().dispositions, root);
    this.#leaves = groups.flatMap((g) => g.leaves);
    this.#error = h('p', { class: 'error', role: 'alert' });
    this.#note = h('textarea', { rows: 4, maxlength: 4000, id: 'note' });
    this.#note.value = draft.note ?? '';
    this.#amount = h('input', { inputmode: 'decimal', id: 'amount', autocomplete: 'off', placeholder: call.pop?.accounts[0] ? fromMinor(call.pop.accounts.reduce((sum, a) => sum + a.total, 0), currency) : '' });
    this.#amount.value = draft.amount ?? '';
    this.#due = h('input', { type: 'date', id: 'due', min: day(this.desk.now()) });
    this.#due.value = draft.due ?? '';
    this.#promise = h('fieldset', { class: 'extra', id: 'promise' }, h('legend', {}, t('file.promise')), h('div', { class: 'pair' }, field(`${t('file.amount')} (${currency})`, this.#amount), field(t('file.due'), this.#due)));
    this.#at = h('input', { type: 'datetime-local', id: 'callback-at', min: localInput(this.desk.now()) });
    this.#at.value = draft.callbackAt ?? '';
    this.#mine = h('input', { type: 'checkbox', id: 'mine' });
    this.#mine.checked = draft.callbackMine ?? true;
    this.#callbackNote = h('input', { id: 'callback-note', maxlength: 500 });
    this.#callbackNote.value = draft.callbackNote ?? '';
    this.#callback = h('fieldset', { class: 'extra', id: 'callback' }, h('legend', {}, t('file.callback')), field(t('file.at'), this.#at), h('label', { class: 'check' }, this.#mine, t('file.mine')), field(t('file.callbackNote'), this.#callbackNote));
    this.#go = h('button', { type: 'submit', class: 'primary wide', id: 'file' }, t('file.go'), h('kbd', {}, 'F9'));
    const form = h('form', { on: { submit: (event) => { event.preventDefault(); void this.file(); }, input: () => { this.#keep(call.attemptId); }, change: () => { this.#picked(); this.#keep(call.attemptId); } } },
      h('div', { class: 'tree', role: 'radiogroup', 'aria-labelledby': 'file-title' }, groups.length === 0 ? h('p', { class: 'empty' }, t('file.empty')) : groups.map((g) => group(g, draft.code))),
      this.#promise, this.#callback, field(t('file.note'), this.#note), this.#error,
      this.#go, call.pop === null ? null : button(t('file.noteOnly'), () => { void this.#noteOnly(call); }, { class: 'plain' }), h('p', { class: 'hint' }, t('file.drafted')));
    fill(this.element, h('h2', { id: 'file-title' }, t('file.title')), form);
    this.#picked();
    this.#enable();
  }

  #chosen(): Disposition | null {
    const code = this.element.querySelector<HTMLInputElement>('input[name=disposition]:checked')?.value;
    return this.#leaves.find((d) => d.code === code) ?? null;
  }
  #picked(): void {
    const leaf = this.#chosen();
    this.#promise.hidden = leaf?.promise !== true;
    this.#callback.hidden = leaf?.retry.kind !== 'callback';
  }
  #enable(): void { this.#go.disabled = this.#sending || this.#call?.phase === 'reserved'; }

  #keep(attemptId: string): void {
    // Before the tree is here nothing can be chosen: what was chosen earlier stays.
    const code = this.#chosen()?.code ?? (this.#leaves.length === 0 ? loadDraft(this.desk.user.id, attemptId).code : undefined);
    const draft: Draft = {
      ...(code === undefined ? {} : { code }), note: this.#note.value, amount: this.#amount.value, due: this.#due.value,
      callbackAt: this.#at.value, callbackMine: this.#mine.checked, callbackNote: this.#callbackNote.value,
    };
    saveDraft(this.desk.user.id, attemptId, draft);
  }

  /** The command, or what is wrong with what was entered. */
  #read(call: Call): Dispose | string {
    const leaf = this.#chosen();
    if (leaf === null) return t('file.pick');
    let promise: PromiseInputMessage | undefined;
    if (leaf.promise) {
      const amount = toMinor(this.#amount.value, currencyOf(call));
      if (amount === null || amount <= 0) return t('file.badAmount');
      if (this.#due.value === '' || this.#due.value < day(this.desk.now())) return t('file.badDue');
      promise = { amount, due: this.#due.value };
    }
    let callback: CallbackInputMessage | undefined;
    if (leaf.retry.kind === 'callback') {
      const at = new Date(this.#at.value).getTime();
      if (Number.isNaN(at) || at <= this.desk.now()) return t('file.badAt');
      const note = this.#callbackNote.value.trim();
      callback = { at, mine: this.#mine.checked, ...(note === '' ? {} : { note }) };
    }
    const note = this.#note.value.trim();
    return { type: 'dispose', attemptId: call.attemptId, code: leaf.code, ...(note === '' ? {} : { note }), ...(promise ? { promise } : {}), ...(callback ? { callback } : {}) };
  }

  async #noteOnly(call: Call): Promise<void> {
    const text = this.#note.value.trim();
    if (text === '' || call.pop === null) return;
    if (await this.desk.send({ type: 'note', caseId: call.pop.caseId, text }) === null) return;
    this.#note.value = '';
    this.#keep(call.attemptId);
    toast('info', t('file.noteSaved'));
  }
}

const currencyOf = (call: Call): string => call.pop?.accounts[0]?.currency ?? 'CNY';
const named = (d: Disposition): string => (lang() === 'zh' ? d.nameZh : d.nameEn);

interface Group { readonly name: string; readonly leaves: readonly Disposition[] }
/** Leaves under `root`, gathered by the node just above them. */
export function groupsUnder(all: readonly Disposition[], root: string | null): readonly Group[] {
  const byCode = new Map(all.map((d) => [d.code, d]));
  const under = (d: Disposition): boolean => {
    for (let at: Disposition | undefined = d, hops = 0; at !== undefined && hops < 20; at = at.parentCode === null ? undefined : byCode.get(at.parentCode), hops++) if (at.code === root) return true;
    return root === null;
  };
  const groups = new Map<string, Disposition[]>();
  for (const d of all) if (d.leaf && d.enabled && under(d)) groups.set(d.parentCode ?? '', [...(groups.get(d.parentCode ?? '') ?? []), d]);
  return [...groups].map(([parent, leaves]) => { const p = byCode.get(parent); return { name: p ? named(p) : '', leaves }; });
}
function group(g: Group, chosen: string | undefined): HTMLElement {
  return h('fieldset', {}, h('legend', {}, g.name), h('div', { class: 'leaves' }, g.leaves.map((d) =>
    h('label', { class: 'leaf' }, h('input', { type: 'radio', name: 'disposition', value: d.code, checked: d.code === chosen, 'aria-keyshortcuts': d.hotkey }), h('span', {}, named(d), d.hotkey === null ? null : h('kbd', {}, d.hotkey.toUpperCase()))))));
}
