/** The reports' words, Chinese and English. */
import type { Pairs } from '../shared/pair.js';

export const words = {
  'rep.title': ['报表', 'Reports'], 'rep.which': ['报表类型', 'Which report'], 'rep.calls': ['通话', 'Calls'], 'rep.bestHour': ['最佳时段', 'Best hour'], 'rep.recovery': ['回收', 'Recovery'], 'rep.times': ['工时', 'Time'], 'rep.noTimes': ['这段时间没有工时记录', 'No time was written down on these days'],
  'rep.from': ['从', 'From'], 'rep.to': ['至', 'To'], 'rep.by': ['分组', 'Group by'], 'rep.campaign': ['活动', 'Campaign'], 'rep.team': ['小组', 'Team'], 'rep.all': ['全部', 'All'], 'rep.direction': ['方向', 'Direction'], 'rep.outbound': ['呼出', 'Calls out'], 'rep.inbound': ['呼入', 'Calls in'],
  'rep.quick': ['常用时段', 'Usual periods'], 'rep.today': ['今天', 'Today'], 'rep.week': ['近 7 天', '7 days'], 'rep.month': ['近 31 天', '31 days'],
  'rep.zone': ['按 {zone} 时间', 'in the time of {zone}'], 'rep.none': ['这段时间没有通话', 'No calls on these days'], 'rep.noCohort': ['这段时间没有新委案', 'Nothing was placed on these days'], 'rep.failed': ['报表无法读取', 'The report could not be read'], 'rep.again': ['重试', 'Try again'],
  'rep.total': ['合计', 'Total'], 'rep.nobody': ['无', 'none'], 'rep.sort': ['按“{name}”排序', 'Sort by {name}'],
  'grp.day': ['日期', 'Day'], 'grp.hour': ['小时', 'Hour'], 'grp.collector': ['催收员', 'Collector'], 'grp.campaign': ['活动', 'Campaign'], 'grp.list': ['名单', 'List'], 'grp.trunk': ['线路', 'Trunk'], 'grp.callerId': ['外显号码', 'Caller id'], 'grp.stage': ['阶段', 'Stage'], 'grp.team': ['小组', 'Team'], 'grp.agency': ['机构', 'Agency'],
  'fig.attempts': ['拨打', 'Attempts'], 'fig.placed': ['呼出', 'Placed'], 'fig.connected': ['接通', 'Connected'], 'fig.connectRate': ['接通率', 'Connect rate'], 'fig.rightParty': ['本人', 'Right party'], 'fig.rightPartyRate': ['本人率', 'RPC rate'], 'fig.talk': ['通话时长', 'Talk'], 'fig.averageTalk': ['均通话', 'Avg talk'], 'fig.averageWrapUp': ['均小结', 'Avg wrap-up'],
  'fig.occupancy': ['占用率', 'Occupancy'], 'fig.abandonment': ['放弃率', 'Abandonment'], 'fig.statementsRate': ['必说率', 'Statements said'], 'fig.promises': ['承诺', 'Promises'], 'fig.keptRate': ['履约率', 'Kept rate'], 'fig.promised': ['承诺额', 'Promised'], 'fig.paid': ['履约额', 'Paid for promises'],
  'fig.people': ['真人应答', 'Answered'], 'fig.rate': ['应答率', 'Answer rate'], 'fig.interval': ['95% 区间', '95 % interval'], 'fig.placements': ['委案', 'Placements'], 'fig.cases': ['案件', 'Cases'], 'fig.placedAmount': ['委案金额', 'Placed'], 'fig.recovered': ['回收', 'Recovered'], 'fig.recoveryRate': ['回收率', 'Recovery rate'],
  'miss.states.none': ['占用率：这些日子没有坐席工时记录', 'Occupancy: no time of collectors was written down for these days'], 'miss.states.notBy': ['占用率：工时不按此项划分，只有合计', 'Occupancy: collectors’ time does not go by this; only the total has it'], 'miss.payments.none': ['有债权方没有发送还款数据：其履约率与回收显示为“—”，不是 0', 'A creditor sends no payments: its kept rate and recovery are shown as —, not as 0'],
  'fig.signedIn': ['签入', 'Signed in'], 'time.ready': ['示闲', 'Ready'], 'time.reserved': ['接续', 'Reserved'], 'time.talking': ['通话', 'Talk'], 'time.wrapUp': ['小结', 'Wrap-up'], 'time.paused': ['示忙', 'Paused'], 'chart.times': ['各状态时长，数据见下表', 'Time in each state; the table below has the numbers'],
  'rep.outcomes': ['呼叫结果', 'Outcomes'],
  'chart.calls': ['拨打、接通与接通率，数据见下表', 'Attempts, connected calls and connect rate; the table below has the numbers'], 'chart.heat': ['应答率，按星期与小时，数据见下表', 'Answer rate by weekday and hour; the table below has the numbers'], 'chart.recovery': ['回收率，数据见下表', 'Recovery rate; the table below has the numbers'],
  'best.is': ['最佳时段 {hour}:00–{next}:00：应答率 {rate}（95% 区间 {low}–{high}，{n} 通）', 'Best from {hour}:00 to {next}:00: {rate} answered (95 % interval {low} to {high}, {n} calls)'],
  'wd.1': ['周一', 'Mon'], 'wd.2': ['周二', 'Tue'], 'wd.3': ['周三', 'Wed'], 'wd.4': ['周四', 'Thu'], 'wd.5': ['周五', 'Fri'], 'wd.6': ['周六', 'Sat'], 'wd.7': ['周日', 'Sun'],
  'take.open': ['下载…', 'Download…'], 'take.format': ['格式', 'Format'], 'take.reason': ['理由（会记录）', 'Reason (written down)'], 'take.go': ['下载', 'Download'], 'take.done': ['已下载，理由已记录', 'Downloaded; the reason is written down'],
} as const satisfies Pairs;
