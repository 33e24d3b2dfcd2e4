/** What is false: who calls, what the law does, what it costs, how long there is. */
import type { Category } from '../types.js';
import { BANK_ZH, gap, YOU } from '../words.js';
import { CREDITOR_VAR } from '../normalise.js';

const EIGHT = '《金融机构个人消费类贷款催收工作指引(试行)》八项禁止';
const OFFICE = '(?:法院|公安局?|派出所|经侦|检察院|检察|执行局|执行庭|司法局|司法所|司法厅|街道办?|居委会|社区(?:工作)?|村委会|征信中心|人民银行|人行|央行|银监|银保监|金融监管|金融办|监管局|仲裁委|仲裁院|网警|警官|民警|法官|书记员|检察官|诉前调解中心|反诈中心|公证处)';
const OFFICE_EN = '(?:sheriff(?:\'s)?|police|court(?:house)?|district attorney|attorney general|prosecutor\\w*|judge|bailiffs?|fbi|irs|ministry|marshals?|credit bureau|equifax|experian|transunion|social services|detective|sergeant|government|department of justice|treasury|enforcement (?:officer|agent|division)|county|federal (?:agent|agency|bureau)|investigat(?:or|ions?)|magistrate)';

export const FALSEHOOD: readonly Category[] = [
  {
    id: 'IMPERSONATE', severity: 'critical', name: { zh: '冒充公检法、律师、征信、社区', en: 'Posing as an authority or a lawyer' },
    why: { zh: '冒充国家机关、律师、征信机构或社区人员', en: 'It poses as a public authority, a lawyer or a credit bureau' }, law: `${EIGHT}; 12 CFR 1006.18(b); 刑法 279`,
    instead: { zh: '我是{{ creditor }}委托的{{ collector }}。', en: 'My name is {{ collector }}, calling on behalf of {{ creditor }}.' },
    patterns: [
      `(?:我们?|这里|这边|这儿|本人|咱们)(?:这边|这里|这儿)?(?:就)?(?:是|系|代表).{0,10}${OFFICE}`, `${OFFICE}.{0,4}(?:的)?(?:[\\u4e00-\\u9fff]{0,2}(?:同志|警官|法官|科长|主任|工作人员)).{0,4}(?:姓|给你|来电|联系你|找你)|(?:人民|中级|高级|区|市|县)法院.{0,8}(?:来电|打来|正式通知|通知${YOU}|传唤|提醒${YOU})|我姓.{1,4}${OFFICE}|${OFFICE}(?:的)?(?:民警|警官|法官)|受${OFFICE}.{0,4}(?:委托|指派|委派)|${OFFICE}(?:来电|打来的|正式通知|委托我)`,
      { re: '(?:我们?|这里|这边|本人)(?:这边|这里)?(?:就)?(?:是|系).{0,10}(?:律师|律所|律师事务所)', fact: 'lawFirm' },
      `(?:this is|i'm|i am|we're|we are|speaking|calling|it's|my name is)(?: \\w+){0,5}? (?:the )?(?:\\w+ ){0,2}${OFFICE_EN}\\b(?! (?:card|reporting|date|of ownership))`, `(?:this is|i'm|i am) (?:a )?(?:an )?(?:police |court |probation )?(?:officer|detective|sergeant|judge|constable|marshal|deputy) [a-z]+|\\b(?:officer|detective|sergeant|deputy|constable|inspector) [a-z]+ (?:here|speaking|with|from|calling)\\b|badge number|on behalf of the (?:court|police|government|judge|state)`,
      { re: "(?:this is|i'm|i am|we're|we are|calling|speaking)(?: \\w+){0,6} (?:law ?firm|attorneys? at law|(?:law|legal) (?:offices?|department of the court)|attorney(?:'s)?(?: office)?|lawyer|legal counsel|solicitors?)", fact: 'lawFirm', unless: "(?:your|an|have a|have an|you have) (?:attorney|lawyer)|represented|attorney general's website" },
    ],
  },
  {
    id: 'AGENCY-AS-BANK', severity: 'high', name: { zh: '外部机构冒用银行身份', en: 'An agency in the lender’s name' },
    why: { zh: '外部机构须表明受托身份,不得自称银行', en: 'An agency must say on whose behalf it calls, not call itself the lender' }, law: `${EIGHT}; 15 USC 1692e(14)`,
    instead: { zh: '我是{{ creditor }}委托的{{ collector }}。', en: 'My name is {{ collector }}, calling on behalf of {{ creditor }}.' },
    patterns: [
      { re: `(?:我们?|这里|这边|这儿)(?:这边|这里|这儿|就)?是[^是]{0,10}?${BANK_ZH}(?!.{0,10}(?:委托|授权|合作|外包|指定|的服务商|的合作))`, fact: 'creditorStaff', unless: '委托|授权|合作机构|外包|服务商' },
      { re: `(?:calling|i'm|i am|this is|we're|we are|speaking|it's)(?: \\w+){0,5}? (?:from|with|at) (?:the |your )?(?:[\\w&]+ ){0,3}(?:bank|credit union|card (?:center|centre|department|services)|credit card company|lender|${CREDITOR_VAR})`, fact: 'creditorStaff', unless: 'behalf of|agency|collector for|third party' },
      { re: "(?:i'm|i am|we're|we are|this is) (?:the |your )(?:bank|lender|credit card company)", fact: 'creditorStaff' },
    ],
  },
  {
    id: 'FAKE-LEGAL', severity: 'critical', name: { zh: '虚构立案、冻结、查封、强制执行', en: 'Invented lawsuit, seizure or enforcement' },
    why: { zh: '在没有事实依据时称已立案、冻结、查封或强制执行', en: 'It claims a suit, freeze, seizure or enforcement that the case file does not show' }, law: `${EIGHT}(误导性表述); 12 CFR 1006.18(b)(2)`,
    instead: { zh: '如长期未还,我行将保留依法维护权益的权利。', en: 'The creditor keeps its legal rights.' },
    patterns: [
      { re: `(?:已经?|正式|马上|立即|立刻|即将|今天|明天|后天|现在|正在|下周|这周|随时|当场|直接).{0,10}(?:立案|冻结|查封|扣押|强制执行|拍卖|划扣|扣划|开庭|起诉|限制高消费|限高|法拍|封(?:了)?(?:你|您|门|房)|失信名单)`, fact: 'suitFiled' },
      { re: `(?:执行|法院|司法|外访)(?:的)?(?:车辆?|人员|法官|干警|局|组|庭).{0,8}(?:出发|上门|在路上|到(?:你|您|达)|去(?:你|您))|(?:法官|法警|执行员|执行人员).{0,10}(?:过来|上门|到场|去你|来你|跟我们)|清点.{0,4}(?:财产|家当|东西)|(?:冻结|查封|划扣|拍卖|没收|封|扣押|扣)(?:了|掉|完|光|走)?(?:${YOU}|全部|所有|名下|全家).{0,10}(?:账户|银行卡|卡|房|车|工资|财产|资产|微信|支付宝|家当|一切)`, fact: 'judgment' },
      { re: `${YOU}.{0,4}(?:账户|银行卡|卡|房子|车子|车|工资|财产|资产|微信|支付宝|名下).{0,10}(?:被|就|会|要|全部|将|已)(?:会|要|被|全部|将|全)*(?:冻结|查封|划扣|拍卖|没收|封|扣)`, fact: 'judgment' },
      { re: `(?:传票|判决书?|立案通知书?|执行通知书?|法院(?:文书|通知|的人|函)|起诉状).{0,8}(?:寄|送|发|下来|下了|签收|领|出|到)|(?:案件|案子|材料).{0,8}(?:已|进入|走到|递交|提交|移交|交到).{0,6}(?:立案|司法|执行|起诉|法院|诉讼)|(?:已|都)(?:经)?(?:向|在|到)法院|缺席(?:判决|审判)|${YOU}(?:已经)?(?:被起诉|被立案|被告了|成被告|是被告)`, fact: 'suitFiled' },
      { re: `(?:garnish|seize|freeze|levy|attach|auction|repossess|confiscate|take away|take|clean out|drain|put a lien on|tow)(?: all| every\\w*| half)?(?: of)? (?:your|everything you|you of)(?: \\w+){0,3}? ?(?:wages?|paychecks?|salary|accounts?|car|truck|vehicle|house|home|property|assets?|belongings|furniture|own|license|benefits)`, fact: 'judgment' },
      { re: `(?:wages?|paychecks?|salary|bank accounts?|accounts?|car|house|home|property|assets?|licen[cs]e|benefits)${gap(4)} (?:garnish\\w*|seiz\\w*|frozen|levied|repossess\\w*|taken away|auctioned|confiscated|attached|towed)`, fact: 'judgment' },
      { re: `(?:lawsuit|suit|legal action|papers|paperwork|claim|complaint|judge?ment|case|summons)${gap(5)} (?:filed|entered|served|lodged|issued|approved|signed|started|with the court|in court|going to court)|(?:filed|filing|entered|serving|sent|sending)${gap(3)} (?:lawsuit|suit|papers|summons|judge?ment|court papers)|(?:get|getting|being|be) served|process server|summons|court date|see you in court`, fact: 'suitFiled', unless: 'dispute|complaint (?:with|to) (?:us|the cfpb)|file a complaint|complaint (?:has been|was) (?:logged|received)' },
      { re: "(?:we(?:'re| are)|i'm|i am) (?:suing|taking you to court)|(?:sue|suing) you (?:today|tomorrow|now|right|this|next|immediately|and)|take you to court (?:today|tomorrow|now|this|next|and)|(?:the )?(?:judge|court) (?:has|already|will|is going to)(?: already)? (?:ordered?|order|signed?|approved?|ruled?|take|seize)|(?:our|the) (?:attorneys?|lawyers?) (?:are|is|will be) (?:filing|drafting|coming)", fact: 'suitFiled' },
    ],
  },
  {
    id: 'FAKE-CREDIT', severity: 'high', name: { zh: '虚构黑名单、夸大征信后果', en: 'Invented blacklist or exaggerated credit effects' },
    why: { zh: '夸大不还款对本人、子女的信用后果', en: 'It exaggerates what the debt does to credit, work or family' }, law: `${EIGHT}(虚构黑名单); 征信业管理条例 16; 12 CFR 1006.18(b)`,
    instead: { zh: '逾期信息会按规定如实报送征信系统,不良信息自还清之日起保存 5 年。', en: 'It may be reported to credit bureaus as the law allows, for a limited time.' },
    patterns: [
      `黑名单|(?:子女|孩子|儿子|女儿|下一代|后代|小孩).{0,10}(?:上学|上不了|读书|当兵|参军|考公|政审|公务员|前途|大学|贷款)(?!.{0,6}(?:压力|费用|开支))|(?:影响|祸害|害).{0,3}(?:三代|子孙|后代|下一代|孩子.{0,4}(?:上学|前途|读书|考))`,
      `(?:一辈子|永远|终身|这辈子|终生|今后).{0,10}(?:贷款|信用|污点|翻身|高铁|飞机|房贷|买房|贷不|借不|洗不|抹不|抬不)|(?:不能|不让|禁止|无法|别想|没法|坐不了|限制).{0,4}(?:坐飞机|坐高铁|坐火车|出境|出国|高铁|飞机|当兵|住酒店)|全国.{0,4}(?:失信|通报|通缉|联网)|(?:征信|信用)(?:就)?(?:彻底|全|永久|一辈子).{0,4}(?:毁|完|黑|坏|花|废)`, { re: '失信(?:人员|被执行人|名单)', unless: '只有|才会|法院' },
      `never(?: \\w+){0,2} (?:get|find|work|buy|rent|own|qualify|be able|borrow|have)(?: \\w+){0,5} (?:jobs?|loans?|house|home|car|apartment|credit|mortgage|again|work|anything)|\\bno (?:landlord|bank|employer|lender|one|body|dealer)(?: \\w+){0,3} (?:ever|again)\\b|blacklist\\w*|(?:credit|credit score|credit rating|record|name)(?: \\w+){0,4} (?:ruined|destroyed|wrecked|trashed|finished|in the toilet|forever|for life|permanent\\w*)|(?:ruin|destroy|wreck|trash) your (?:credit|life|name|future)|follow you(?: around)? (?:for|until|to) (?:the rest|ever|life|your|you die)|(?:kids?|children)(?: \\w+){0,4} (?:college|get into|student loan|future)|deported|lose your (?:visa|green card|custody|kids|children)`,
    ],
  },
  {
    id: 'EXAGGERATE-AMT', severity: 'high', name: { zh: '夸大金额、虚报费用', en: 'Inflated amount or invented fee' },
    why: { zh: '以催收名义另收费用,或夸大应还金额', en: 'It adds a charge that neither law nor contract allows, or inflates the amount' }, law: `${EIGHT}(以催收名义收取额外费用); 12 CFR 1006.22(b)`,
    instead: { zh: '应还 {{ total }} {{ currency }},以账单为准,不另收费用。', en: 'The amount owed is {{ total }} {{ currency }}, as on your statement.' },
    patterns: [
      { re: `(?:翻倍|翻(?:一|两|几|个)?番|翻上去|两倍|双倍|三倍|加倍|翻[几一两三]倍|利滚利|驴打滚)`, unless: '不会' },
      { re: `(?:催收费|手续费|上门费|律师费|调查费|违约金|滞纳金|服务费|劳务费|车马费|差旅费|跑腿费|辛苦费|油费|外访费|诉讼费|减免费|保证金).{0,8}(?:另(?:收|付|算|加)|加收|自理|要(?:收|付|交|你|您)|由(?:你|您)|(?:你|您)(?:出|承担|付|交)|先交|照付|\\d+|[一二两三四五六七八九]百|[一二两三四五六七八九]千)|(?:另|再|额外|还要|还得|多)(?:外|加)?(?:收|加|付|交|算|给)(?:你|您)?.{0,8}(?:催收费|手续费|上门费|律师费|辛苦费|服务费|违约金|滞纳金|劳务费|差旅费|跑腿费|费用|好处)`, fact: 'feeAgreed', unless: '合同约定|按合同|不收取|不另收|不额外' },
      { re: `(?:collection|processing|legal|attorney(?:'s)?|visit|service|handling|administrative|admin|convenience|court|investigation|late|phone|file)(?: ?(?:fee|charge|cost|penalty)s?){1}(?: \\w+){0,4} (?:added|on top|charged|extra|of \\$?\\d+|today|tacked|due|applies)|(?:add|adding|adds|added|tack(?:ed|ing)?(?: on)?|charge|charging|slap\\w*)(?: \\w+){0,6} (?:fees?|charges?|costs|penalt(?:y|ies)|surcharge)\\b|\\$?\\d+ (?:\\w+ )?(?:fee|charge|penalty)\\b|(?:double|triple|twice|two times|three times)(?: \\w+){0,4} (?:amount|balance|owe|owed|today)|(?:amount|balance|it|debt)(?: \\w+){0,3} (?:doubles?|triples?|double|triple)\\b`, fact: 'feeAgreed', unless: 'no (?:fee|charge|extra)|without (?:any )?(?:fee|charge)|free of charge|double[- ]check|waive' },
    ],
  },
  {
    id: 'DECEPTIVE-PRETEXT', severity: 'high', name: { zh: '假借快递、退税等名义', en: 'False pretext' },
    why: { zh: '假借与催收无关的名义套取信息或诱使回电', en: 'It uses a pretext that has nothing to do with the debt' }, law: '消费者权益保护法 8; FCA CONC 7.9.2R; 12 CFR 1006.18(d)', instead: { zh: '我是{{ creditor }}委托的{{ collector }}。', en: 'My name is {{ collector }}, calling on behalf of {{ creditor }}.' },
    patterns: [
      `(?:快递|包裹|退税|社保|医保|奖品|理赔|航班|etc|人口普查|疫苗|补贴|外卖|送货|顺丰|淘宝|京东|订单|体检|水电费|物业|招聘|面试|中奖).{0,14}(?:未签收|没签收|待领|领取|核对|核实|确认|地址|身份证|签收|到了|异常|没人收|返还|需要您|需要你|登记|收一下|拿一下|冻结)|恭喜.{0,8}(?:中奖|抽中|获得)|(?:快递|外卖|包裹|鲜花|挂号信).{0,10}(?:放|前台|门口|叫什么|怎么称呼|签)`,
      `(?:packages?|parcels?|delivery|prize|lottery|refund|sweepstakes|gift|insurance claim|job (?:application|offer)|reward|flowers|census|survey|tax (?:refund|rebate))(?: \\w+){0,8} (?:deliver\\w*|waiting|won|missed|claim|confirm|verify|addresses?|for you|pick ?up|owed to you|signature|hold|held)|(?:missed|won|claim|deliver\\w*|hold\\w*)(?: \\w+){0,2} (?:a|your|the|an?) (?:\\w+ )?(?:delivery|package|parcel|prize|refund|gift|certificate|flowers)`,
    ],
  },
  {
    id: 'FALSE-DEADLINE', severity: 'medium', name: { zh: '虚假最后期限、虚假减免', en: 'Invented deadline or discount' },
    why: { zh: '没有政策依据的期限或减免', en: 'A deadline or discount that no decision stands behind' }, law: `${EIGHT}(误导性表述); 12 CFR 1006.18(b)`,
    instead: { zh: '如您需要,我们可以一起看看可行的还款安排。', en: 'Let us see which arrangement would work for you.' },
    patterns: [
      { re: `(?:今天|今晚|明天|当天|\\d+点|[一二三四五六七八九十]+点|中午|下班|零点|半小时|\\d+分钟|[一二两三四五六七八九十]+分钟|[一两1-9]个?小时|这通电话|挂(?:了)?电话)(?:钟)?(?:之?前|以?内|后|以后|之后|就)?.{0,14}(?:作废|失效|取消|没有(?:机会|优惠|减免|这个)|没(?:机会|优惠|减免)|过期不候|不再有|名额|没了|收回)`, fact: 'offerEnds' },
      { re: `最后(?:的)?(?:一次(?:机会|通知|警告)|一天|通牒|期限|机会|一个(?:名额|机会))|过了?(?:今天|今晚|这(?:个)?村).{0,8}(?:没|作废|取消|失效|再)|仅此一次|名额.{0,4}(?:只剩|有限|不多|快没)|(?:只剩|还剩|就剩).{0,4}(?:名额|个机会)|(?:小时|分钟)内.{0,4}(?:定|决定|确定)|限时(?:减免|优惠)|内部(?:名额|减免|优惠)`, fact: 'offerEnds' },
      { re: `(?:offer|deal|discount|settlement|reduction|arrangement)${gap(5)} (?:ends?|expires?|gone|disappears?|off the table|void|dead|good only)(?: \\w+){0,5}|(?:last|final|one) (?:and final )?chance|final (?:warning|notice|demand)|(?:only|just) (?:good|valid|available)(?: \\w+){0,3} (?:today|tonight|minutes|call|hour|now)|(?:now|today) or never|once you hang up|(?:before|by) (?:midnight|noon|close of business|five|5)(?: \\w+){0,4} or (?:else|it)`, fact: 'offerEnds', unless: 'in writing' },
    ],
  },
  {
    id: 'SUPERLATIVE-LAW', severity: 'medium', name: { zh: '冒充法律意见', en: 'Posing as legal advice' },
    why: { zh: '把催收要求说成法律规定', en: 'It presents a demand as what the law orders' }, law: `${EIGHT}(误导性表述); 12 CFR 1006.18`,
    instead: { zh: '按合同约定,本期应还日是{{ today }}。', en: 'Under your agreement the payment was due.' },
    patterns: [
      `(?:法律|国家|刑法|民法典|央行|司法|最高法|最高院|法规|政府)(?:上)?(?:明确|明文|已经)*(?:规定|要求|写).{0,10}(?:必须|一定|只能|立即|今天|今晚|马上|当天|全额|一次性)|(?:按|根据|依据|依照)(?:照|据)?(?:法律|刑法|国家|民法典|司法解释).{0,6}(?:规定)?.{0,4}(?:必须|立即|今天|今晚|马上|全额|就得)|从法律(?:上|角度)(?:讲|说|来说)?.{0,4}(?:已经|就是|必须)`,
      `(?:the|federal|state|consumer|by) law (?:says|requires|demands|orders|states|you)${gap(4)} (?:pay|today|tonight|now|immediately|must|have to|clear)|legally(?: \\w+){0,2} (?:required|obligated|bound|obliged|have to|must)(?: \\w+){0,4} (?:pay|today|tonight|now|in full|immediately|clear)|(?:it's|it is|that's) (?:illegal|a crime|against the law)(?: \\w+){0,3} (?:not to pay|to owe|to ignore|to miss|to refuse|to not pay)`,
    ],
  },
];
