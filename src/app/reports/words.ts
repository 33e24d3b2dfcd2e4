/** Column heads of a report taken along, in both languages, and the reasons why a figure is missing. */
export type ReportLang = 'zh-CN' | 'en';
type Pair = readonly [zh: string, en: string];

export const WORDS = {
  'calls': ['通话报表', 'Calls'], 'bestHour': ['最佳拨打时段', 'Best hour'], 'recovery': ['回收报表', 'Recovery'], 'times': ['工时报表', 'Time'], 'signedIn': ['签入（秒）', 'Signed in (s)'], 'ready': ['示闲（秒）', 'Ready (s)'], 'reserved': ['接续（秒）', 'Reserved (s)'], 'paused': ['示忙（秒）', 'Paused (s)'], 'pausedFor': ['示忙（秒）：', 'Paused (s):'],
  'day': ['日期', 'Day'], 'hour': ['小时', 'Hour'], 'weekday': ['星期（1 为周一）', 'Weekday (1 Monday)'], 'collector': ['催收员', 'Collector'], 'campaign': ['活动', 'Campaign'], 'list': ['名单', 'List'], 'trunk': ['线路', 'Trunk'], 'callerId': ['外显号码', 'Caller id'], 'stage': ['阶段', 'Stage'], 'team': ['小组', 'Team'], 'agency': ['机构', 'Agency'],
  'key': ['编号', 'Id'], 'total': ['合计', 'Total'],
  'attempts': ['拨打', 'Attempts'], 'placed': ['呼出', 'Placed'], 'inAir': ['进行中', 'In the air'], 'answered': ['应答', 'Answered'], 'connected': ['接通坐席', 'Connected'], 'connectRate': ['接通率', 'Connect rate'], 'rightParty': ['本人接通', 'Right-party contacts'], 'rightPartyRate': ['本人率', 'Right-party rate'],
  'talk': ['通话（秒）', 'Talk (s)'], 'averageTalk': ['平均通话（秒）', 'Average talk (s)'], 'wrapUp': ['小结（秒）', 'Wrap-up (s)'], 'averageWrapUp': ['平均小结（秒）', 'Average wrap-up (s)'], 'occupancy': ['占用率', 'Occupancy'], 'abandoned': ['放弃', 'Abandoned'], 'abandonment': ['放弃率', 'Abandonment'],
  'statementsDue': ['应说必说内容', 'Required statements due'], 'statementsSaid': ['已说必说内容', 'Required statements said'], 'statementsRate': ['必说率', 'Share of them said'],
  'promises': ['承诺', 'Promises'], 'kept': ['已履行', 'Kept'], 'partlyKept': ['部分履行', 'Partly kept'], 'broken': ['未履行', 'Broken'], 'keptRate': ['履约率', 'Kept rate'], 'promised': ['承诺金额', 'Promised'], 'paid': ['履约金额', 'Paid for promises'], 'judged': ['已判定', 'Judged'],
  'people': ['真人应答', 'Answered by a person'], 'rate': ['应答率', 'Answer rate'], 'low': ['95% 区间下限', '95 % from'], 'high': ['95% 区间上限', '95 % to'],
  'placements': ['委案', 'Placements'], 'cases': ['案件', 'Cases'], 'placedAmount': ['委案金额', 'Amount placed'], 'recovered': ['回收金额', 'Recovered'], 'recoveryRate': ['回收率', 'Recovery rate'],
  'outcome.human': ['结果：真人', 'Outcome: human'], 'outcome.machine': ['结果：机器', 'Outcome: machine'], 'outcome.abandoned': ['结果：放弃', 'Outcome: abandoned'], 'outcome.busy': ['结果：占线', 'Outcome: busy'], 'outcome.no_answer': ['结果：无人接听', 'Outcome: no answer'], 'outcome.rejected': ['结果：拒接', 'Outcome: rejected'], 'outcome.invalid': ['结果：空号', 'Outcome: invalid'], 'outcome.unavailable': ['结果：无法接通', 'Outcome: unavailable'], 'outcome.congestion': ['结果：拥塞', 'Outcome: congestion'], 'outcome.carrier_fault': ['结果：线路故障', 'Outcome: carrier fault'], 'outcome.cancelled': ['结果：取消', 'Outcome: cancelled'], 'outcome.unknown': ['结果：未知', 'Outcome: unknown'], 'outcome.not_placed': ['结果：未呼出', 'Outcome: not placed'],
  'missing.states.none': ['这些日子没有坐席工时记录', 'no time of collectors was written down for these days'], 'missing.states.notBy': ['坐席工时不按此项划分，只有合计', 'collectors’ time does not go by this: only the total has it'], 'missing.payments.none': ['有债权方没有还款数据，其数字为空', 'a creditor sends no payments: its part is empty'],
} as const satisfies Readonly<Record<string, Pair>>;
export type ReportWord = keyof typeof WORDS;
export const word = (lang: ReportLang, key: ReportWord): string => WORDS[key][lang === 'en' ? 1 : 0];
