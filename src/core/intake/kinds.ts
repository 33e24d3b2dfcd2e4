/** What files of each kind may say, and what they must. `docs/imports.md` is written from these tables. */
import { FIELDS, type FieldSpec } from './fields.js';

/** placement 委案 · update 更新 · payment 还款 · recall 撤案、结清 · history: what another system did about these cases. */
export const IMPORT_KINDS = ['placement', 'update', 'payment', 'recall', 'history'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

type Placed = (typeof FIELDS)[number];
/** Fields of the placement file under the same headers. */
const placed = <const N extends Placed['field']>(...names: readonly N[]): readonly Extract<Placed, { readonly field: N }>[] =>
  FIELDS.filter((spec): spec is Extract<Placed, { readonly field: N }> => names.some((name) => name === spec.field));

const update = placed(
  'contract', 'phone', 'email', 'address', 'region', 'product', 'currency', 'total', 'principal', 'interest', 'penalty', 'fees', 'minimumDue', 'overdueSince', 'daysPastDue', 'asOf',
  'schedule', 'scheduleDue', 'scheduleAmount', 'schedulePaid', 'risk', 'tags',
);

const payment = [
  ...placed('contract', 'currency'),
  { field: 'externalId', kind: 'text', zh: ['流水号', '还款流水号', '交易流水号', '支付流水号', '入账流水号', '交易号', '还款编号'], en: ['external id', 'payment id', 'payment number', 'transaction id', 'transaction number', 'receipt number'], says: 'the payment’s own number, unique for ever: the same number is the same payment; required' },
  { field: 'entryType', kind: 'word', zh: ['类型', '交易类型', '记录类型', '还款类型'], en: ['type', 'entry type', 'transaction type'], says: '还款 payment, 冲正 reversal; without it: payment' },
  { field: 'reverses', kind: 'text', zh: ['原流水号', '原还款流水号', '原交易流水号', '被冲正流水号'], en: ['reverses', 'original id', 'original payment id', 'original transaction id'], says: 'of a reversal: the number of the payment it takes back; without it the reversal’s own number is taken for it' },
  { field: 'paidAmount', kind: 'amount', zh: ['还款金额', '实还金额', '支付金额', '入账金额', '交易金额', '金额'], en: ['amount', 'payment amount', 'paid amount', 'amount paid', 'transaction amount'], says: 'what was paid; more decimals than the currency has are an error, and so is an amount below zero: a reversal is a row of its own; required of payments' },
  { field: 'paidAt', kind: 'time', zh: ['还款时间', '还款日期', '还款日', '支付时间', '支付日期', '入账时间', '入账日期', '交易时间', '交易日期'], en: ['paid at', 'paid on', 'payment date', 'payment time', 'transaction date', 'transaction time', 'value date'], says: 'when it was paid, or reversed: a date, or a date and a time in the zone of the import; required' },
  { field: 'payChannel', kind: 'text', zh: ['还款渠道', '支付渠道', '渠道', '还款方式', '支付方式'], en: ['channel', 'payment channel', 'payment method'], says: 'by what way' },
] as const satisfies readonly FieldSpec[];

const recall = [
  ...placed('contract', 'currency'),
  { field: 'recallType', kind: 'word', zh: ['类型', '操作', '操作类型', '处理方式', '处理类型', '指令'], en: ['kind', 'type', 'action', 'instruction'], says: '撤案 recall, 结清 settlement, 退案 return, 留案 keep; required' },
  { field: 'recallDate', kind: 'date', zh: ['日期', '生效日期', '撤案日期', '结清日期', '退案日期', '留案日期', '留案到期日'], en: ['date', 'effective date', 'recall date', 'settlement date', 'return date', 'keep until'], says: 'the day it holds from; of a keep: the last day of the new term; without it: the day of the first import of this file' },
  { field: 'settledAmount', kind: 'amount', zh: ['结清金额', '和解金额', '金额'], en: ['amount', 'settlement amount', 'settled amount'], says: 'of a settlement: what it was settled for; decimals as in payments' },
  { field: 'reason', kind: 'note', zh: ['原因', '撤案原因', '退案原因', '结清原因', '备注', '说明'], en: ['reason', 'remark', 'note'], says: 'why' },
] as const satisfies readonly FieldSpec[];

const history = [
  ...placed('contract', 'currency'),
  { field: 'historyType', kind: 'word', zh: ['类型', '记录类型'], en: ['type', 'record type', 'entry type'], says: '催记 contact, 承诺 promise, 外呼 call; without it: a promise where a promised amount is given, a call where an outcome is, else a contact' },
  { field: 'externalId', kind: 'text', zh: ['记录编号', '记录号', '催记编号', '通话编号', '流水号'], en: ['external id', 'record id', 'entry id', 'call id'], says: 'the other system’s number of the row; with it the same row is known again even when its words changed' },
  { field: 'happenedAt', kind: 'time', zh: ['时间', '日期', '催收时间', '跟进时间', '联系时间', '通话时间', '呼叫时间', '拨打时间', '记录时间', '承诺时间'], en: ['time', 'date', 'happened at', 'contact time', 'call time', 'called at', 'created at', 'recorded at'], says: 'when it happened; required' },
  { field: 'number', kind: 'phone', zh: ['号码', '电话', '电话号码', '被叫号码', '拨打号码', '联系电话', '手机号'], en: ['number', 'phone', 'phone number', 'called number', 'dialed number'], says: 'the number that was called; required of calls' },
  { field: 'channel', kind: 'word', zh: ['渠道', '方式', '联系方式', '催收方式'], en: ['channel', 'medium'], says: '电话 voice, 机器人 robot, 短信 sms, 邮件 email, 微信 im, 信函 letter, 外访 visit, 来电 inbound, 催记 note; without it: note' },
  { field: 'reached', kind: 'word', zh: ['联系对象', '接听人', '触达对象'], en: ['reached', 'reached whom', 'who answered'], says: 'who was reached, in the other system’s words' },
  { field: 'result', kind: 'word', zh: ['结果', '催收结果', '联系结果', '通话结果', '行动代码'], en: ['result', 'result code', 'disposition', 'action code'], says: 'what came of it, in the other system’s words' },
  { field: 'outcome', kind: 'word', zh: ['呼叫结果', '接通状态', '通话状态', '接听状态'], en: ['outcome', 'call outcome', 'call status'], says: 'of a call: 接通 human, 语音信箱 machine, 忙 busy, 无人接听 no_answer, 拒接 rejected, 空号 invalid, 关机 unavailable …; required of calls' },
  { field: 'note', kind: 'note', zh: ['催记', '催记内容', '备注', '内容', '跟进内容', '说明'], en: ['note', 'notes', 'remark', 'comment', 'text'], says: 'what was written down' },
  { field: 'collector', kind: 'text', zh: ['催收员', '坐席', '经办人', '操作人', '登录名'], en: ['collector', 'agent', 'user', 'login'], says: 'login of who did it, where we know it; else it is kept without a name' },
  { field: 'promiseAmount', kind: 'amount', zh: ['承诺金额', '承诺还款金额', 'PTP金额'], en: ['promised amount', 'promise amount', 'ptp amount'], says: 'of a promise: how much; decimals as in payments' },
  { field: 'promiseDue', kind: 'date', zh: ['承诺日期', '承诺还款日期', '承诺还款日', 'PTP日期'], en: ['promised date', 'promise due', 'promise date', 'ptp date'], says: 'of a promise: by when' },
  { field: 'promiseState', kind: 'word', zh: ['承诺状态', 'PTP状态'], en: ['promise state', 'promise status', 'ptp status'], says: '未到期 open, 履约 kept, 部分履约 partly kept, 违约 broken, 取消 cancelled; without it: open' },
] as const satisfies readonly FieldSpec[];

export const FIELDS_OF = { placement: FIELDS, update, payment, recall, history } as const;
export type FieldName = (typeof FIELDS_OF)[ImportKind][number]['field'];

/** Fields without which a file cannot be imported; one of each group is enough. */
export const NEEDED: Readonly<Record<ImportKind, readonly { readonly what: string; readonly anyOf: readonly FieldName[] }[]>> = {
  placement: [
    { what: 'contract number (合同号)', anyOf: ['contract'] }, { what: 'name (姓名)', anyOf: ['name'] },
    { what: 'an amount (欠款金额, 本金 …)', anyOf: ['total', 'principal', 'interest', 'penalty', 'fees', 'placedAmount'] },
  ],
  update: [{ what: 'contract number (合同号)', anyOf: ['contract'] }],
  payment: [
    { what: 'contract number (合同号)', anyOf: ['contract'] }, { what: 'the payment’s number (流水号)', anyOf: ['externalId'] },
    { what: 'amount (还款金额)', anyOf: ['paidAmount', 'entryType'] }, { what: 'when it was paid (还款日期)', anyOf: ['paidAt'] },
  ],
  recall: [{ what: 'contract number (合同号)', anyOf: ['contract'] }, { what: 'what is to be done (类型: 撤案 结清 退案 留案)', anyOf: ['recallType'] }],
  history: [{ what: 'contract number (合同号)', anyOf: ['contract'] }, { what: 'when it happened (时间)', anyOf: ['happenedAt'] }],
};
