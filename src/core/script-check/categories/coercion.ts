/** Threats: against body, freedom, family, peace. Basis: the eight prohibitions of the Chinese guideline on collecting personal loans (2026), FDCPA § 806–807. */
import type { Category } from '../types.js';
import { gap, KIN, KIN_EN, YOU } from '../words.js';

const EIGHT = '《金融机构个人消费类贷款催收工作指引(试行)》八项禁止';

export const COERCION: readonly Category[] = [
  {
    id: 'VIOLENCE', severity: 'critical', name: { zh: '暴力、人身威胁', en: 'Violence or bodily threat' },
    why: { zh: '以人身、财产伤害相威胁', en: 'It threatens harm to a person or their property' }, law: `${EIGHT}; 刑法 293之一; 12 CFR 1006.14(c)`, instead: null,
    patterns: [
      `(?:叫|找|派|带|喊|安排|让)(?:了|几个|一帮|一群|一些|些|点|社会上的|道上的)*(?:人|兄弟|弟兄|小弟|朋友|社会人).{0,10}(?:收拾|修理|堵|揍|打|砍|弄|教训|整|办|伺候|照顾|陪|跟|盯着?|请)(?:死|一下|一顿)?${YOU}`, `长(?:点)?记性|(?:兄弟|小弟|弟兄)们?.{0,6}(?:上门|过去|在你)`,
      `(?:收拾|修理|教训|整死|弄死|搞死|打死|砍死|打断|打折|打残|废了|弄残|做掉|干掉|揍死?|剁了?|捅死?|伺候伺候)(?:一下|一顿)?(?:${YOU}|他|她|腿|手|全家)`,
      `打断.{0,4}腿|断手断脚|断(?:你|您)?(?:一)?(?:条|只)(?:腿|胳膊|手)|缺胳膊少腿|躺(?:着)?(?:进|到)?医院|见血|横着出`,
      `(?:小心|当心)(?:点|着)?.{0,6}(?:走夜路|夜路|出门|你(?:的)?(?:腿|手|命|家|车|狗命)|人身|安全)|夜路.{0,8}(?:小心|当心)|晚上.{0,6}(?:小心|当心)点`,
      `让${YOU}.{0,8}(?:吃不了兜着走|好看|好过|生不如死|断手|见血|后悔一辈子|消失|混不下去|活不下去)|给(?:你|您)点颜色|(?:别|不要)怪(?:我们)?(?:不客气|手黑|心狠|动粗)|我们?可(?:不|没)那么客气`,
      `泼(?:油)?漆|(?:砸|烧|拆)(?:了|掉|烂)?${YOU}?.{0,4}(?:门|店|车|家|房|窗|玻璃)|堵(?:${YOU})?.{0,5}(?:家门|锁眼|门口)|锁眼`,
      `(?:${YOU})?(?:给我)?(?:等着|走着)瞧|给我等着|(?:道上|黑道|黑社会|社会上).{0,4}(?:的)?(?:人|朋友|兄弟)|(?:知道|查到)${YOU}.{0,4}(?:住哪|家在哪|住址|住在).{0,12}(?:小心|跑|躲|等|客气|别)`,
      `(?:send|sending|sent|bring|bringing|get|have)(?: over| round)? (?:someone|somebody|people|a guy|(?:some|a couple|a couple of|a few|two|three|my|our|the)(?: \\w+){0,2} (?:guys|people|men|boys|fellas|friends|lads))(?: over| round| around)?${gap(4)} (?:sort|deal with|teach|rough|hurt|fix|straighten|take care of|break|visit|collect it (?:the hard way|another way)|persuade)`,
      `(?:break|smash|crack|bust|snap|cut off) (?:your|you|his|her)(?: \\w+)? ?(?:legs?|arms?|knees?|kneecaps?|neck|fingers?|face|windows?|head|jaw|bones?)`,
      `(?:hurt|beat|kill|harm|punch|slap|shoot|stab|strangle|bury|injure) (?:you|your ${KIN_EN})\\b|beat(?:ing|en)? (?:it out of|you up)|beat the (?:money|hell|crap)`,
      `watch your back|(?:hope|pray) nothing (?:bad )?happens|(?:bad|ugly|terrible|unpleasant) things? (?:can|could|might|may|will|do|tend to)? ?happens?|accidents? (?:do |can |could |might )?happen|you(?:'ll| will| are going to|'re going to) (?:get hurt|wish you(?:'d| had)|be sorry|regret (?:this|it|ever))|or else you'll see|(?:we|i) know where you (?:live|sleep|park)|burn (?:your|down)|teach you a lesson|knock (?:your|you)(?: \\w+)? ?(?:teeth|door down|out)|come (?:round|over|around) and (?:make|hurt|beat)|(?:shame|pity|terrible)(?: \\w+){0,2} (?:if|should) (?:something|anything)|(?:guys|boys|friends|associates|men|lads)(?: \\w+){0,4} at your (?:door|house|home|place)`,
    ],
  },
  {
    id: 'ARREST', severity: 'critical', name: { zh: '以拘留、判刑相威胁', en: 'Threat of arrest or prison' },
    why: { zh: '欠款是民事纠纷,不得以拘留、判刑相威胁', en: 'A debt is a civil matter: arrest or prison must not be threatened' }, law: `${EIGHT}; 12 CFR 1006.18(b); 940 CMR 7.04(1)(b)`,
    instead: { zh: '如长期未还,我行可能依法通过民事途径主张权利。', en: 'If it stays unpaid, the creditor may use the civil remedies the law allows.' },
    patterns: [
      `(?:抓|逮捕|逮|拘留|拘捕|刑拘|通缉|批捕|铐|拘传)(?:捕|走|了|起来|进去)?(?:${YOU}|归案|进去)|(?:${YOU}).{0,4}(?:被抓|被拘|被捕|被逮|被刑拘|被带走|被通缉)|(?:等着|准备|马上|就要|就会|就得|要)(?:被)?(?:抓|逮捕|拘留|刑拘)`,
      `坐牢|牢饭|蹲(?:监狱|局子|大牢|大狱|几年|看守所|里面)|(?:要|得|会|送你|等着|准备)进去(?:的|了|蹲|待|住|过年)|进(?:去)?(?:监狱|局子|看守所|里面蹲|去蹲|去待|号子)|判刑|判(?:你|您)?.{0,4}年|服刑|牢底坐穿|刑事(?:拘留|责任|案件|处罚|追究|立案|犯罪)|网上追逃|上网追逃|逮捕令|拘留(?:所|证|通知|十五天|15天|\\d+天)|逃犯|留(?:下)?案底|有案底`,
      `(?:警察|民警|公安|派出所|经侦|刑警|警车|警方).{0,10}(?:抓|上门|带走|传唤|来找|来带|去你|敲门|拘|押|请你去|到你)|(?:移交|移送|交给|转给|转交|报给|交由|转到).{0,4}(?:公安|经侦|警方|派出所|司法机关|检察|刑警)|报(?:警|案).{0,6}(?:抓|处理你|立案|拘|你)|已经?报(?:了)?(?:警|案)`,
      `(?:构成|涉嫌|就是|属于|按|算|定性为|告你).{0,4}(?:诈骗|犯罪|拒不执行|骗贷|犯法)|(?:信用卡|合同|贷款|恶意|金融)诈骗|骗贷罪?`,
      `\\b(?:arrest|arrested|arrests|arresting)\\b|\\b(?:jail|jailed|jailtime|imprison\\w*|imprisonment|prison|incarcerat\\w*|handcuff\\w*|felony|felon|behind bars|jail cell)\\b|locked? (?:you )?up\\b|put you away|do time\\b`,
      `warrants?\\b${gap(4)}|criminal(?:ly)? (?:charges?|case|complaint|prosecut\\w*|records?|offen[cs]e|court|liab\\w*|investigat\\w*)|(?:press|file|bring) charges|charged? with (?:fraud|theft|a crime)|(?:police|cops|sheriff|deputy|deputies|officers?)${gap(4)} (?:come|coming|at your|door|pick you|take you|be there|on (?:their|the) way|knock\\w*|drag|haul)|(?:call|send|sending|calling|tell|get|report you to|turn you over to|hand you over to)(?: in)? the (?:police|cops|sheriff|authorities)|(?:commit\\w*|this is|guilty of|that's) (?:\\w+ )?(?:fraud|theft|larceny|stealing)`,
    ],
  },
  {
    id: 'HARASS-FREQ', severity: 'high', name: { zh: '以反复来电相威胁', en: 'Threat of endless calls' },
    why: { zh: '以骚扰性的高频来电施压', en: 'It puts pressure by the number of calls' }, law: '民法典 1033; GB/T 45251-2025 5.3; 12 CFR 1006.14(b)',
    instead: { zh: '请问您什么时间方便接听,我们按您方便的时间联系。', en: 'When would be a good time for us to call?' },
    patterns: [
      { re: `(?:一直|天天|每天|不停|不断|反复|整天|成天|轮流|日夜|白天黑夜|二十四小时不|24小时不|半夜|凌晨|三更半夜)(?:地|都|会|要|再|给你|给您|往你|继续|我们|我|派人|换人|停)*(?:打|拨|骚扰|轰|call|呼|催)(?!扰)`, unless: '最多|不超过|至多|投诉|反映' },
      `照打不误|(?:半夜|凌晨|夜里|[一二三四]点)(?:钟)?.{0,6}(?:也|都|照|还)(?:会|要|得)?(?:给你)?(?:照)?打|打(?:电话)?到(?:${YOU}).{0,6}(?:接|还|关机|崩溃|服|烦|受不了|怕|求饶)|一天.{0,4}(?:几十|上百|\\d{2,}|[二三四五六七八九]?十[几多]?|百)(?:遍|次|个|通)|呼死${YOU}?|(?:电话|短信|信息)(?:轰炸|打爆)|打爆.{0,4}(?:电话|手机)|轰炸${YOU}|(?:别想|休想|甭想).{0,3}(?:清静|清净|安生|睡|消停)|不得安宁|睡不(?:了|好|成)觉`,
      { re: `(?:keep|keeps|keeping|kept|continue|carry on|go on)(?: on)?(?: \\w+)? (?:calling|phoning|ringing|texting|dialing|dialling|bothering|harassing)|(?:call|ring|phone|dial|text)(?:ing)?(?: \\w+){0,2} (?:every (?:hour|half hour|\\w+ minutes?|minute|morning and|single (?:day|hour)|night)|all (?:day|night|weekend)|day and night|night and day|non ?stop|around the clock|round the clock|until you|till you|again and again|over and over|twenty|fifty|\\d\\d times|a hundred)`, unless: 'how often|limit|no more than|at most' },
      { re: `(?:(?:calls?|calling|phone|ringing) (?:won't|will not|will never|isn't going to|aren't going to|never) stop\\w*|(?:won't|will not|never|not going to) (?:stop|quit) (?:calling|ringing|phoning|texting)|(?:won't|not going to) (?:get|have) (?:any|a moment's|a minute of|a moment of) (?:peace|rest|sleep)|no peace until|blow up your phone|hear from (?:me|us)(?: \\w+){0,3} (?:every|all day|until|day and)|auto ?-?dialer)`, plain: true },
    ],
  },
  {
    id: 'FAMILY-HARM', severity: 'critical', name: { zh: '涉及家人安全', en: 'Safety of the family' },
    why: { zh: '提及子女、老人等以暗示其安全', en: 'It hints at the safety of family members' }, law: `${EIGHT}; 刑法 293之一; 12 CFR 1006.14(c)`, instead: null,
    patterns: [
      { re: `${KIN}.{0,4}(?:在|读|上).{0,8}(?:小学|幼儿园|中学|学校|初中|高中|年级|[一二三四五六1-6]班).{0,6}(?:吧|对吧|是吧|对不对|没错|我们(?:都)?知道|放学|小心|吗我们)`, plain: true },
      { re: `别(?:让|连累|害|拖累)(?:了|着)?(?:你|您)?(?:的)?.{0,3}(?:家人|老婆|孩子|父母|爸妈|老人|儿子|女儿|家里)|(?:母亲|父亲|妈|爸|老人|奶奶|爷爷|年纪大|岁数大|心脏不好).{0,16}(?:经不起|经不住|受不了(?:惊|刺激|吓)|吓|惊)`, plain: true },
      `(?:知道|查到|清楚|打听).{0,8}(?:孩子|儿子|女儿|小孩|闺女|娃|老婆|父母|爸妈|家人).{0,8}(?:学校|小学|幼儿园|哪|几点|放学|上班|住)|放学.{0,8}(?:堵|等|接|小心|路上)|(?:去|到)(?:你|您)?.{0,3}(?:孩子|儿子|女儿|小孩|闺女|娃).{0,4}(?:学校|幼儿园|班)|(?:孩子|儿子|女儿|小孩|闺女|娃).{0,4}几点(?:放学|下课|回家)`,
      `(?:孩子|儿子|女儿|小孩|父母|爸妈|老人|老婆|家人|全家|家里人).{0,6}(?:出事|小心|当心|出(?:点|个|什么)?意外|别想好|遭殃|陪葬|好日子|平安|倒霉|的安全|有个三长两短)|祸及(?:家人|妻儿)|(?:连累|殃及).{0,3}(?:家人|全家|孩子|老人)|为了?.{0,3}(?:孩子|家人|老婆).{0,3}(?:安全|平安)|(?:家里|全家).{0,3}不得(?:安宁|太平)`,
      `(?:know|found out|find out|see|seen)(?: exactly)? (?:where|which school|what school|when|what time) (?:your|the) (?:${KIN_EN}|little (?:one|girl|boy)s?)${gap(3)} ?(?:go|goes|school|live|lives|work|works|get|gets|plays?|sleeps?|walks?)`,
      `your (?:little )?(?:${KIN_EN}|little (?:girl|boy|one)s?)${gap(6)} (?:safe|safety|suffer\\w*|hurt|harm\\w*|accident|pay the price|in danger|regret|be sorry|walking home)`, `(?:nice|lovely|cute|pretty|beautiful) (?:kids?|famil(?:y|ies)|daughters?|sons?|little (?:girl|boy)|wife|home)(?: you have| you've got|.{0,20}(?:shame|pity))`,
      `(?:pick up|wait(?:ing)? for|visit|follow|pay a visit to|drop by)(?: \\w+){0,2} your (?:kids?|children|son|daughter|little)\\w*${gap(4)}(?: school| bus| practice)?`,
    ],
  },
  {
    id: 'SELF-HARM', severity: 'critical', name: { zh: '诱导或漠视自伤', en: 'Inducing or ignoring self-harm' },
    why: { zh: '面对自伤、自杀表述仍催收,或以此刺激', en: 'It provokes self-harm, or goes on collecting in the face of it' }, law: `${EIGHT}; 民法典 1165; FCA CONC 7.10`,
    instead: { zh: '您的安全最重要,我们先不谈还款。请拨打心理援助热线 12356,我请专人联系您。', en: 'Your safety comes first; we will not talk about payment now. Please call a crisis line (988 in the US); a colleague will help you.' },
    patterns: [
      { re: `(?:要死|想死|去死|自杀|跳楼|轻生|寻死|上吊|割腕|想不开|死).{0,8}(?:也(?:得|要|别|不)|先(?:把|还)|之前.{0,6}还|随(?:便|你)|跟我(?:们)?(?:没|无)关|与我(?:们)?无关|关我(?:们)?(?:什么|啥|屁)|没用|吓唬|吓不|威胁|不是借口|也赖)`, plain: true },
      { re: `(?:拿|用|少)(?:死|自杀|跳楼).{0,3}(?:吓|威胁|说事|压)|(?:有本事|有种|敢).{0,3}(?:去)?(?:死|跳|自杀)|(?:死|跳)(?:给我|一个)(?:们)?看|死了(?:也|都|就)?.{0,5}(?:还|不烂|你家)|(?:你|您)(?:怎么)?(?:还)?不去死|去死吧?$|不如死了|死了算了吧`, plain: true },
      { re: `(?:kill yourself|drop dead|go (?:ahead and )?(?:die|jump|do it then|kill)|(?:even if|before|after) you(?:'re| are)? (?:die|dead|kill yourself)|jump off|(?:suicid\\w+|kill(?:ing)? yourself|dying|hurting yourself|ending it|dead)${gap(6)} (?:won't|doesn't|does not|will not|isn't|is not|still|first|excuse|not (?:our|my)|nobody|no one|clear\\w*|our problem|cancel\\w*|erase)|(?:threaten\\w*|talk\\w*|crying)(?: \\w+){0,2} (?:suicide|killing yourself)${gap(5)})`, plain: true, unless: 'hotline|lifeline|crisis|help you|988|support' },
      { re: `(?:that|it|this)(?:'s| is) not (?:our|my) (?:problem|concern)|not my problem`, plain: true },
    ],
  },
];
