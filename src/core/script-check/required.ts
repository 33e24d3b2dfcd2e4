/** What must be said, and before what. */
import { firstDebtWord, place, type Text } from './matcher.js';
import { COLLECTOR_VAR, CREDITOR_VAR, OTHER_VAR } from './normalise.js';
import type { Both, Finding, Required, Setting, Severity } from './types.js';

interface Statement { readonly id: Required; readonly name: Both; readonly why: Both; readonly law: string; readonly instead: Both; readonly said: RegExp }

const IDENTITY: Statement = {
  id: 'MUST-IDENTITY', name: { zh: '表明身份', en: 'Who calls' }, why: { zh: '须先表明来电机构与委托方', en: 'It must say who calls and for whom' }, law: '《金融机构个人消费类贷款催收工作指引(试行)》; 12 CFR 1006.14(g)',
  instead: { zh: '我是{{ creditor }}委托的{{ collector }}。', en: 'My name is {{ collector }}, calling on behalf of {{ creditor }}.' },
  said: new RegExp(`(?:我|这里|这边)(?:们)?(?:是|叫|姓).{0,14}(?:${CREDITOR_VAR}|${COLLECTOR_VAR}|${OTHER_VAR}|委托|公司|银行|机构|客服|助手|专员|中心|工号)|【.{1,20}】|^.{0,16}(?:委托|来电)|\\b(?:i'm|i am|this is|my name is|calling (?:from|for|on behalf)|on behalf of|message from)\\b|${CREDITOR_VAR}|${COLLECTOR_VAR}`, 'u'),
};
const RECORDING: Statement = {
  id: 'MUST-RECORDING', name: { zh: '告知录音', en: 'Recording notice' }, why: { zh: '通话录音须事先告知', en: 'Who is recorded must be told' }, law: '个人信息保护法 13–17; Cal. Penal Code 632; § 201 StGB',
  instead: { zh: '本次通话会录音。', en: 'This call is recorded.' }, said: /录音|\brecord(?:ed|ing|s)?\b|\bmonitored\b/u,
};
const AI: Statement = {
  id: 'MUST-AI', name: { zh: '告知是智能语音', en: 'That a machine speaks' }, why: { zh: '机器人须在开头表明是智能语音', en: 'A machine must say at the start that it is one' }, law: '《人工智能生成合成内容标识办法》(2025-09-01); 个人信息保护法 24; 47 CFR 64.1200(b)',
  instead: { zh: '我是智能语音助手。', en: 'This is an automated assistant.' },
  said: /智能(?:语音|客服|助手|外呼|机器人)|机器人|语音助手|ai(?:助手|客服|语音|外呼)|人工智能|自动(?:语音|外呼)|虚拟|\b(?:automated|virtual|ai|artificial|robot|bot|machine|prerecorded|pre recorded)\b/u,
};
const VERIFY: Statement = {
  id: 'MUST-VERIFY', name: { zh: '核实本人', en: 'Right-party check' }, why: { zh: '提及债务之前须核实是本人', en: 'Before any word about a debt it must be verified who answers' }, law: 'GB/T 45251-2025 5.3; 12 CFR 1006.6(d); FCA CONC 7.9',
  instead: { zh: '请问是{{ name }}本人吗?', en: 'Am I speaking with {{ name }}?' },
  said: /本人|(?:请问|您)(?:您)?(?:是|是不是|叫).{0,6}(?:先生|女士|小姐|吗|吧)|核(?:实|对)(?:一下)?(?:您的)?(?:身份|信息)|是[\uE000-\uE003].{0,4}吗|\b(?:am i (?:speaking|talking)|is this|are you|may i (?:speak|talk)|can i (?:speak|talk)|could i speak|verify|confirm (?:your|that|who|you)|is that)\b/u,
};
const MIRANDA_FIRST = /attempt(?:ing)? to collect a debt.{0,80}information.{0,40}(?:used for that purpose|that purpose)/u;
const MIRANDA_LATER = /debt collector|attempt(?:ing)? to collect a debt/u;
const MIRANDA: Omit<Statement, 'said'> = {
  id: 'MUST-MINI-MIRANDA', name: { zh: '美国:债务催收告知', en: 'Mini-Miranda' }, why: { zh: '美国首次沟通须告知是为催收债务、所获信息将用于此;以后须告知来自催收人', en: 'The first communication must say that it is an attempt to collect a debt and that information obtained will be used for that purpose; a later one that it is from a debt collector' }, law: '15 USC 1692e(11); 12 CFR 1006.18(e)',
  instead: { zh: '(英文宣读)', en: 'This is an attempt to collect a debt, and any information obtained will be used for that purpose.' },
};
const OPT_OUT: Statement = {
  id: 'MUST-OPT-OUT', name: { zh: '退订方式', en: 'How to opt out' }, why: { zh: '电子消息须告知如何拒收', en: 'An electronic message must say how to opt out' }, law: '12 CFR 1006.6(e); 通信短信息服务管理规定 20',
  instead: { zh: '拒收请回复R', en: 'Reply STOP to opt out.' }, said: /退订|拒收|回复(?:td|t|r|n)|\b(?:reply stop|text stop|stop to|opt out|unsubscribe|stop2end)\b/u,
};
const CONTACT: Statement = {
  id: 'MUST-CONTACT', name: { zh: '投诉或联系渠道', en: 'Where to call or complain' }, why: { zh: '应告知联系或投诉渠道', en: 'It should say where to call or complain' }, law: 'GB/T 45251-2025 5.6; 47 CFR 64.1200(b)(2)',
  instead: { zh: '如有疑问请致电官方客服。', en: 'For questions call us at …' }, said: /投诉|客服|致电|咨询|疑问|联系(?:我们|电话)|热线|转人工|\d{5,}|\b(?:call us|call back|contact us|questions|reach us|customer service|complain\w*|agent)\b/u,
};
const VOICEMAIL: Omit<Statement, 'said'> = {
  id: 'MUST-LIMITED-VOICEMAIL', name: { zh: '语音信箱留言', en: 'Limited-content voicemail' }, why: { zh: '语音信箱中不得提及债务:谁都可能听到', en: 'A voicemail may be heard by anybody: it must not mention a debt' }, law: '12 CFR 1006.2(j); GB/T 45251-2025 5.3',
  instead: { zh: '您好,我是{{ collector }},请您方便时回电,谢谢。', en: 'This is {{ collector }} from … for {{ name }}. Please call me or any associate at …' },
};

/** What is missing, late or out of place. An empty text misses nothing. */
export function findMissing(text: Text, setting: Setting): readonly Finding[] {
  const { normal } = text;
  if (normal.text.trim() === '') return [];
  const debt = firstDebtWord(text);
  const spoken = spokenText(text);
  const found: Finding[] = [];
  const at = (statement: Pick<Statement, 'said'>): number | null => statement.said.exec(spoken)?.index ?? null;
  const absent = (statement: Omit<Statement, 'said'>, severity: Severity, from = 0, to = from): void => {
    found.push({ category: statement.id, severity, name: statement.name, ...place(text, from, to), why: statement.why, law: statement.law, instead: statement.instead });
  };
  // A text that names no debt is a piece of a script: what it lacks may stand elsewhere.
  const full: Severity = debt === null ? 'medium' : 'high';
  const voice = setting.kind !== 'message';
  if (setting.kind === 'voicemail') {
    if (debt !== null) absent(VOICEMAIL, 'critical', debt, debt + 1);
    if (at(IDENTITY) === null) absent(IDENTITY, 'medium');
    return found;
  }
  if (at(IDENTITY) === null) absent(IDENTITY, full);
  if (voice && at(RECORDING) === null) absent(RECORDING, full);
  if (setting.kind === 'robot') {
    const told = at(AI);
    if (told === null) absent(AI, 'critical');
    else if (debt !== null && told > debt) absent(AI, 'high', told, told + 1);
    if (at(CONTACT) === null) absent(CONTACT, 'medium');
  }
  if (voice && debt !== null && setting.to === 'debtor') {
    const checked = at(VERIFY);
    if (checked === null || checked > debt) absent(VERIFY, 'critical', debt, debt + 1);
  }
  if (setting.kind === 'message') {
    if (setting.market === 'US' && at(OPT_OUT) === null) absent(OPT_OUT, 'high');
    if (at(CONTACT) === null) absent(CONTACT, 'medium');
  }
  if (setting.market === 'US' && debt !== null && !(setting.stage === 'first' ? MIRANDA_FIRST : MIRANDA_LATER).test(spoken)) absent(MIRANDA, 'high', debt, debt + 1);
  return found;
}
/** What our side says, other words blanked so that offsets stay. */
function spokenText(text: Text): string {
  let out = text.normal.text;
  for (const one of text.sentences) if (one.speaker === 'customer') out = out.slice(0, one.from) + ' '.repeat(one.to - one.from) + out.slice(one.to);
  return out;
}
