/** Words of a closed set, as files of several systems write them. Each reader answers null for a word nobody knows. */
import type { Outcome } from '../call/outcome.js';
import type { Contact, PaymentPromise } from '../records/index.js';

export type EntryType = 'payment' | 'reversal';
export type RecallType = 'recall' | 'settlement' | 'return' | 'keep';
export type HistoryType = 'contact' | 'promise' | 'call';

const flat = (raw: string): string => raw.normalize('NFKC').trim().toLowerCase().replace(/[\s_-]+/g, '');
const reader = <W extends string>(words: Readonly<Record<W, string>>): ((raw: string) => W | null) => {
  const known = new Map<string, W>();
  for (const word in words) for (const one of [word, ...words[word].split(' ')]) known.set(flat(one), word);
  return (raw) => known.get(flat(raw)) ?? null;
};

export const parseEntry = reader<EntryType>({ payment: '还款 支付 入账 正常 正常还款 paid repayment credit', reversal: '冲正 撤销 冲销 退款 还款撤销 reversed refund chargeback void' });
export const parseRecall = reader<RecallType>({
  recall: '撤案 收回 召回 撤回 停催撤案 recalled withdraw withdrawn', settlement: '结清 和解 减免结清 已结清 settle settled', return: '退案 退回 退件 returned', keep: '留案 续留 延期 延案 kept extend',
});
export const parseHistory = reader<HistoryType>({ contact: '催记 跟进 联系 联系记录 note followup', promise: '承诺 承诺还款 ptp promisetopay', call: '外呼 通话 呼叫 拨打 电话 attempt calls' });
export const parseOutcome = reader<Outcome>({
  human: '接通 已接通 已接 真人接听 本人接听 answered connected', machine: '语音信箱 留言 机器接听 语音助手 voicemail answeringmachine', abandoned: '放弃 骚扰 未接坐席 drop dropped', busy: '忙 占线 忙线 用户忙 通话中 linebusy',
  no_answer: '无人接听 未接 未接通 无应答 未接听 noanswer noresponse', rejected: '拒接 挂断 用户拒接 declined', invalid: '空号 号码不存在 停机 invalidnumber disconnected', unavailable: '关机 不在服务区 无法接通 暂时无法接通 poweredoff notreachable',
  congestion: '网络忙 拥塞 networkbusy', carrier_fault: '线路故障 运营商故障 carrierfault', cancelled: '已取消 主动取消 canceled', unknown: '未知 其他 other', not_placed: '未呼出 未拨出 notplaced',
});
export const parseChannel = reader<Contact['channel']>({
  voice: '电话 外呼 人工外呼 人工 phone call', robot: '机器人 智能外呼 语音机器人 bot', sms: '短信 text', email: '邮件 电子邮件 mail', push: '推送 app', im: '微信 企业微信 wechat whatsapp', letter: '信函 催收函 律师函 函件 post', visit: '外访 上门 fieldvisit', inbound: '来电 呼入 incoming', note: '催记 备注 跟进',
});
export const parsePromiseState = reader<PaymentPromise['state']>({ open: '未到期 待履约 有效 pending', kept: '履约 已履约 已兑现 fulfilled', partlyKept: '部分履约 部分兑现 partial', broken: '违约 跳票 未履约 失约', cancelled: '取消 已取消 作废 canceled' });
