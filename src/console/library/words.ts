/** Words of scripts, recordings and the audit trail, Chinese and English. */
import type { Pairs } from '../shared/pair.js';

export const words = {
  'scripts.title': ['话术', 'Scripts'], 'scripts.new': ['新建话术', 'New script'], 'scripts.none': ['还没有话术', 'No scripts yet'], 'scripts.on': ['已启用', 'enabled'], 'scripts.draft': ['草稿', 'draft'], 'scripts.stage': ['阶段', 'Stage'], 'scripts.campaign': ['活动', 'Campaign'], 'scripts.any': ['任意', 'any'],
  'scripts.marks': ['“# 名称”为步骤，“# 名称 !”核身后才显示；“- [ ] 内容”为必说；“> 回答 -> 步骤”为分支；变量写作 {open} name {close}', '"# Name" begins a step, "# Name !" one shown after verification; "- [ ] words" must be said; "> answer -> step" is a branch; variables as {open} name {close}'],
  'scripts.zh': ['中文', 'Chinese'], 'scripts.en': ['英文', 'English'], 'scripts.saved': ['已保存', 'Saved'], 'scripts.blocked': ['有严重问题的话术不能启用，可存为草稿', 'With a critical or high finding a script can not be enabled; it may be kept as a draft'], 'scripts.enable': ['启用', 'Enabled'], 'scripts.preview': ['预览', 'Preview'], 'scripts.variables': ['可用变量', 'Variables'],
  'scripts.clean': ['未发现问题', 'Nothing found'], 'scripts.instead': ['建议改为', 'Say instead:'], 'scripts.conditions': ['仅在案件属实时合法：', 'Lawful only while the case bears it out:'],
  'severity.critical': ['严重', 'critical'], 'severity.high': ['高', 'high'], 'severity.medium': ['中', 'medium'],
  'fact.case.suitApproved': ['已批准诉讼', 'suit approved'], 'fact.case.suitFiled': ['已起诉', 'suit filed'], 'fact.case.judgment': ['已有判决', 'judgment'], 'fact.case.offerEnds': ['优惠确实到期', 'the offer really ends'], 'fact.case.feeAgreed': ['费用有约定', 'fee agreed'], 'fact.case.creditorStaff': ['本行人员', 'creditor staff'], 'fact.case.lawFirm': ['律所', 'law firm'],
  'rec.title': ['录音', 'Recordings'], 'rec.day': ['日期', 'Day'], 'rec.campaign': ['活动', 'Campaign'], 'rec.all': ['全部', 'all'], 'rec.outcome': ['结果', 'Outcome'], 'rec.go': ['查询', 'Search'], 'rec.none': ['没有符合条件的录音', 'No recordings here'], 'rec.at': ['时间', 'When'], 'rec.disposition': ['处置', 'Disposition'], 'rec.talk': ['通话', 'Talk'],
  'rec.play': ['播放', 'Play'], 'rec.pause': ['暂停', 'Pause'], 'rec.more': ['更早的', 'Earlier ones'], 'rec.player': ['播放器', 'Player'], 'rec.failed': ['录音不可用', 'This recording can not be played'], 'rec.seek': ['位置', 'Position'], 'rec.speed': ['速度', 'Speed'], 'rec.logged': ['每次收听都会留痕。', 'Each listening is written down.'],
  'audit.title': ['审计日志', 'Audit trail'], 'audit.type': ['事件类型', 'Event'], 'audit.actor': ['操作人', 'Who'], 'audit.subject': ['对象', 'Subject'], 'audit.from': ['自', 'From'], 'audit.to': ['至', 'To'], 'audit.go': ['查询', 'Search'], 'audit.none': ['没有符合条件的事件', 'No such events'], 'audit.data': ['内容', 'Data'], 'audit.more': ['更早的', 'Earlier ones'],
} as const satisfies Pairs;
