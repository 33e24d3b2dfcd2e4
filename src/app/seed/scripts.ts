/** First scripts, one per stage, Chinese and English. Variables: see `SCRIPT_SAMPLE`. They name the debt only to the right party. */
import type { Kept, Script } from '../../core/records/index.js';

export type ScriptSeed = Omit<Script, keyof Kept | 'entityId' | 'campaignId'>;

export const SCRIPTS: readonly ScriptSeed[] = [
  {
    name: '首次提醒 / First reminder', stage: 'M1', enabled: true,
    bodyZh: `# 核身
您好,请问是{{ name }}本人吗?(核实身份:请对方说出身份证后四位)
> 是本人 -> 说明
> 不是本人 -> 结束
# 说明 !
- [ ] 我是{{ creditor }}委托的工作人员{{ collector }},本次通话会录音。
您的{{ product }}(合同尾号 {{ contract }})已逾期 {{ daysPastDue }} 天,目前应还 {{ total }} {{ currency }}。
请问您今天或明天能处理吗?{% if promise != '' %}您上次承诺在 {{ promise }} 还款。{% endif %}
(记录金额与日期;如有困难,说明可以协商的方案。)
# 结束
打扰了,再见。(不得向第三方透露。)`,
    bodyEn: `# Verify
Hello, am I speaking with {{ name }}? (Verify: the last four characters of the identity number.)
> Yes -> The debt
> No -> Goodbye
# The debt !
- [ ] My name is {{ collector }}, calling on behalf of {{ creditor }}. This call is recorded.
Your {{ product }} (contract ending {{ contract }}) is {{ daysPastDue }} days past due; {{ total }} {{ currency }} is owed.
Could you take care of it today or tomorrow?{% if promise != '' %} You had promised to pay on {{ promise }}.{% endif %}
(Write down amount and date. If there is hardship, say what can be agreed.)
# Goodbye
Sorry to have troubled you. (Tell third parties nothing.)`,
  },
  {
    name: '协商方案 / Working out a plan', stage: 'M2', enabled: true,
    bodyZh: `# 核身
您好,请问是{{ name }}本人吗?(核实身份)
# 说明 !
- [ ] 我是{{ creditor }}委托的{{ collector }},本次通话会录音。
您的{{ product }}已逾期 {{ daysPastDue }} 天,应还 {{ total }} {{ currency }}{% if minimumDue != '' %},最低 {{ minimumDue }}{% endif %}。
请问未还款的原因是什么?(倾听,记录)我们可以一起看看能接受的还款安排。`,
    bodyEn: `# Verify
Hello, am I speaking with {{ name }}? (Verify.)
# The debt !
- [ ] This is {{ collector }} on behalf of {{ creditor }}; the call is recorded.
Your {{ product }} is {{ daysPastDue }} days past due; {{ total }} {{ currency }} is owed{% if minimumDue != '' %}, at least {{ minimumDue }}{% endif %}.
What has kept you from paying? (Listen, write it down.) Let us see which arrangement you can keep.`,
  },
  {
    name: '通用 / General', stage: null, enabled: true,
    bodyZh: `# 核身
您好,请问是{{ name }}本人吗?(核实身份)
# 说明 !
- [ ] 我是{{ creditor }}委托的{{ collector }},本次通话会录音。
(说明欠款:{{ total }} {{ currency }};记录对方意见与下一步。)`,
    bodyEn: `# Verify
Hello, am I speaking with {{ name }}? (Verify.)
# The debt !
- [ ] This is {{ collector }} on behalf of {{ creditor }}; the call is recorded.
(State what is owed: {{ total }} {{ currency }}. Write down what they say and what comes next.)`,
  },
];
