/**
 * The disposition tree of a new installation: whom reached × result. Administrators change it afterwards; a code is never
 * reused for another meaning. Hotkeys are for the desk: digits for what comes often, letters for the rest.
 */
import type { Disposition, DispositionRetry, FactKind, Kept } from '../../core/records/index.js';
import type { CaseEventName } from '../../core/collections/case-machine.js';

export type DispositionSeed = Omit<Disposition, keyof Kept>;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const group = (code: string, nameEn: string, nameZh: string): DispositionSeed => ({ code, parentCode: null, nameEn, nameZh, hotkey: null, leaf: false, rightParty: false, promise: false, ledgerLevel: 0, retry: { kind: 'byOutcome' }, caseEvent: null, standingFact: null, enabled: true });
interface Leaf {
  readonly code: string; readonly en: string; readonly zh: string; readonly key?: string; readonly retry: DispositionRetry;
  readonly promise?: true; /** `machine`: nobody was there, the outcome becomes that. */ readonly event?: CaseEventName | 'machine'; readonly fact?: FactKind;
}
/** `level`: how far the contact went (1.2 of the rules): 5 a conversation with the right party, 4 somebody reached, 3 only answered. */
const leaves = (parentCode: string, rightParty: boolean, ledgerLevel: number, list: readonly Leaf[]): readonly DispositionSeed[] => list.map((one) => ({
  code: one.code, parentCode, nameEn: one.en, nameZh: one.zh, hotkey: one.key ?? null, leaf: true, rightParty, promise: one.promise ?? false, ledgerLevel,
  retry: one.retry, caseEvent: one.event ?? null, standingFact: one.fact ?? null, enabled: true,
}));
const after = (delay: number): DispositionRetry => ({ kind: 'after', delay });
const STOP: DispositionRetry = { kind: 'stop' };

export const DISPOSITIONS: readonly DispositionSeed[] = [
  group('right_party', 'Right party', '本人'),
  ...leaves('right_party', true, 5, [
    { code: 'promise', en: 'Promise to pay', zh: '承诺还款', key: '1', retry: after(3 * DAY), promise: true, event: 'promised' },
    { code: 'callback', en: 'Call back at a time', zh: '约定回拨', key: '2', retry: { kind: 'callback' }, event: 'worked' },
    { code: 'refuses', en: 'Refuses to pay', zh: '拒绝还款', key: '3', retry: after(2 * DAY), event: 'worked' },
    { code: 'already_paid', en: 'Says it is paid', zh: '称已还款', key: '4', retry: after(2 * DAY), event: 'worked' },
    { code: 'dispute', en: 'Disputes the debt', zh: '有争议', key: '5', retry: STOP, event: 'disputed', fact: 'dispute' },
    { code: 'hardship', en: 'Cannot pay: hardship', zh: '经济困难', key: 'h', retry: after(7 * DAY), event: 'worked', fact: 'hardship' },
    { code: 'hung_up', en: 'Hung up during the talk', zh: '通话中挂断', key: 'u', retry: after(DAY), event: 'worked' },
    { code: 'complaint', en: 'Complains', zh: '投诉', key: 'c', retry: STOP, event: 'worked', fact: 'complaintOpen' },
    { code: 'attorney', en: 'Has an attorney', zh: '已委托律师', key: 'l', retry: STOP, event: 'worked', fact: 'attorney' },
    { code: 'do_not_call', en: 'Do not call again', zh: '要求停止拨打', key: 'x', retry: STOP, event: 'worked', fact: 'suppression' },
  ]),
  group('other_party', 'Somebody else', '非本人'),
  ...leaves('other_party', false, 4, [
    { code: 'third_party', en: 'Third party, took no message', zh: '第三方接听', key: '6', retry: { kind: 'nextNumber' }, fact: 'thirdParty' },
    { code: 'third_party_refused', en: 'Third party asks not to be called', zh: '第三方拒绝再联系', key: 't', retry: { kind: 'nextNumber' }, fact: 'thirdPartyRefused' },
    { code: 'wrong_number', en: 'Wrong number', zh: '号码错误', key: '7', retry: { kind: 'nextNumber' }, fact: 'wrongNumber' },
    { code: 'deceased', en: 'Said to have died', zh: '称已去世', key: 'd', retry: STOP, fact: 'deceased' },
    { code: 'minor', en: 'A minor answered', zh: '未成年人接听', key: 'm', retry: { kind: 'nextNumber' } },
  ]),
  group('nobody', 'Nobody to speak to', '未接触'),
  ...leaves('nobody', false, 3, [
    { code: 'voicemail', en: 'Voicemail', zh: '语音信箱', key: '8', retry: { kind: 'byOutcome' }, event: 'machine' },
    { code: 'assistant', en: 'Screening assistant', zh: '智能助理接听', key: 'a', retry: { kind: 'byOutcome' }, event: 'machine' },
    { code: 'no_answer', en: 'Nobody spoke', zh: '无人应答', key: '9', retry: after(4 * HOUR) },
    { code: 'bad_line', en: 'Bad line', zh: '线路不清', key: '0', retry: after(HOUR) },
    { code: 'hung_up_early', en: 'Hung up at once', zh: '接通即挂断', key: 'e', retry: after(4 * HOUR) },
  ]),
];
