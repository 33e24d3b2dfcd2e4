/** Dignity and weakness: insults, obscenity, pressure on the vulnerable, refusals of rights. */
import type { Category } from '../types.js';
import { gap } from '../words.js';

const EIGHT = '《金融机构个人消费类贷款催收工作指引(试行)》八项禁止';

export const DIGNITY: readonly Category[] = [
  {
    id: 'INSULT', severity: 'high', name: { zh: '辱骂、贬损、歧视', en: 'Insult or contempt' }, why: { zh: '辱骂、贬损或歧视', en: 'It insults, belittles or discriminates' }, law: `${EIGHT}; 民法典 1024; 12 CFR 1006.14(d)`,
    instead: { zh: '我理解您的情况,我们一起看看怎么处理。', en: 'I understand. Let us see what can be done.' },
    patterns: [
      { re: '老赖|丢(?:不丢)?人|丢(?:不丢)?脸|没钱.{0,2}(?:装|还借|就别)|要脸不|不要脸|要不要(?:点)?脸|还要脸|脸皮(?:真|够|太|这么)?厚|厚脸皮|没(?:皮没)?脸|没脸没皮|恬不知耻|不知(?:羞|廉)耻|丧尽天良|废物|垃圾(?!短信|箱|分类|邮件|桶|信息|电话)|人渣|败类|无赖|流氓|下三滥|穷鬼|穷光蛋|穷逼|没(?:教养|素质|良心|骨气|出息|人性)|狗东西|畜生|猪狗|贱人|贱货|贱骨头|窝囊|活该|欠钱.{0,3}(?:还有理|大爷|光荣)|还有理了|乡巴佬|土包子|脑子(?:有病|有问题|进水|坏)|傻(?:子|瓜|帽)|白痴|弱智|蠢(?:货|猪|蛋)|你也配|要饭的|臭不要|丢人现眼|吃软饭|骗吃骗喝|(?:没本事|没能力|没钱)(?:就)?(?:别|还|你)(?:借|学人|装|刷)|活着.{0,3}(?:干什么|干嘛|有什么|意思)|什么东西$|算(?:个)?什么东西|良心.{0,3}(?:狗吃|不痛|过得去)|你们(?:农民工|外地人|乡下人|这种人|这帮人)|(?:农村人|外地人|残疾人?)(?:就|都)(?:是|不)|你(?:就|真|这)?是(?:个|一个)?(?:大)?骗子', plain: true },
      { re: "\\b(?:deadbeats?|losers?|scum|scumbag|idiots?|morons?|stupid|pathetic|worthless|lowlife|low ?-?lifes?|bums?|parasites?|freeloaders?|dumb|shameless|dirtbag|white trash|trash|leech|imbecile|sleaze\\w*|disgusting|good for nothing|lazy|grow up|you people|dishonest|broke ass|sponger|scrounger)\\b(?! bins?)|disgrace|asham(?:ed|e) of yourself|no (?:shame|morals|integrity|self[- ]respect|class)|have you no|you(?:'re| are)(?: \\w+){0,3} (?:thief|crook|liar|cheat|failure|joke|fraud|useless|embarrassment|nobody|animal|criminal)\\b|what kind of (?:a )?(?:person|man|mother|father|woman|parent)|(?:real|decent|honest) (?:man|men|people|adults?|person) (?:pays?|would)|go back to (?:your|where)", plain: true },
    ],
  },
  {
    id: 'OBSCENE', severity: 'high', name: { zh: '淫秽、粗口', en: 'Obscene or profane' }, why: { zh: '淫秽或粗口', en: 'It is obscene or profane' }, law: `${EIGHT}; 12 CFR 1006.14(d)`, instead: null,
    patterns: [
      { re: '操你|操(?:他|她)妈|他妈(?!妈)|tmd|cnm|nmsl|傻逼|鸡巴|滚(?:蛋|犊子|你|吧|远|开)|你妈(?:的|逼|b|了个)|妈的|妈逼|婊子|狗娘|狗日|日你|干你娘|王八蛋|混蛋|龟孙|放屁|屁话|妓女|卖淫|卖身|去你的|鸟人|瘪三|逼养', plain: true },
      { re: "f(?:u|uc)?c?k(?:ing|er|ed|s|in)?\\b|\\bfuc\\w+|\\bsh[ia]?t(?:ty|s)?\\b|bullshit|\\bbitch\\w*|asshole|\\bass\\b|bastards?|\\bdamn(?:ed|it)?\\b|goddamn\\w*|\\bcunt|motherf\\w*|piss (?:off|me)|pissed|\\bwtf\\b|\\bcrap\\b|\\bwhores?\\b|\\bsluts?\\b|\\bdick(?:head)?\\b|screw you|son of a", plain: true },
    ],
  },
  {
    id: 'VULN-PRESSURE', severity: 'high', name: { zh: '对病患、孕产、未成年、老年、居丧者施压', en: 'Pressure on the vulnerable' }, why: { zh: '对处于困境的人施压,或要求动用救命钱、生活费', en: 'It presses someone in distress, or asks for the money they live on' }, law: 'GB/T 45251-2025 5.3; 개인채무자보호법; FCA CONC 7.10; 12 CFR 1006.14(a)',
    instead: { zh: '很抱歉听到您的情况。我先登记,可以申请延期或暂停催收。', en: 'I am sorry to hear that. I will note it; you can ask for a pause or a longer term.' },
    patterns: [
      { re: '(?:住院|生病|癌|化疗|手术|怀孕|孕妇|坐月子|残疾|低保|丧事|办丧|去世|葬礼|白事|车祸|隔离|地震|洪水|病房|抑郁|透析|失业|病|icu).{0,10}(?:也(?:能|得|要|可以|不|照)|跟我(?:们)?(?:没|无)关|不是(?:借口|理由|不还)|关我|少来|装|就可以不还|就不用还|照样|照还|还得|又怎(?:么)?样|又如何|没用|先还|谁没|谁家|手还在|可以转账|能转账|有什么关系|我(?:不管|管不))', plain: true },
      { re: '(?:退休金|养老金|养老钱|低保|救命钱|医药费|看病的?钱|手术费|助学金|学费|生活费|奶粉钱|买菜钱|压岁钱|彩礼|棺材本|抚恤金|丧葬费|住院费|药费|伙食费|饭钱|房租).{0,8}(?:先还|转|先拿|拿出来|还我|还了|抵|打过来|挪|用来还|用上)|(?:挪|拿|动用|停)(?:一下|出)?(?:你|您)?.{0,4}(?:退休金|养老钱|救命钱|医药费|手术费|学费|生活费|奶粉钱|压岁钱|棺材本|药费|饭钱)|(?:别|少|不要)(?:装|拿).{0,4}(?:病|可怜|惨|孩子当|怀孕)|装(?:病|可怜|死|惨)|病友', plain: true },
      { re: `(?:hospital\\w*|sick\\w*|cancer|surgery|pregnan\\w+|disab\\w+|funeral|grie\\w+|chemo\\w*|dying|illness|ill|medical|bereave\\w*|depress\\w+|dialysis|baby|elderly|stroke|laid off|unemployed|flood)${gap(8)} (?:excuses?|not (?:our|my) (?:problem|concern)|still (?:have to|need to|must|pay|owe|expect|due|can)|doesn't matter|don't care|no reason|anyway|means nothing|change (?:anything|what)|doesn't change|so what|get you out)|(?:don't|do not) care(?: \\w+){0,5} (?:sick|hospital\\w*|pregnan\\w*|ill|disab\\w*|surgery|cancer|funeral|dying|medical)`, plain: true },
      `(?:use|send|skip|give|pay with|take|hand over|spend|sign over)(?: \\w+){0,2}? (?:your|the|that|his|her) (?:\\w+ )?(?:rent|medication|medicines?|meds|grocery|groceries|food|social security|disability|pension|stimulus|child support|insulin|prescription|ssi|welfare|baby|unemployment|funeral)(?: (?:money|check|benefits?|payment|fund))?|(?:social security|disability|pension|child support|unemployment|food stamps?|rent|medication|grocery)(?: (?:check|money|benefits?|payments?))?${gap(4)} (?:to us|instead|pay us|pay this|this debt|first|on this)|(?:borrow|loan)(?: \\w+){0,3} (?:hospital|ward|roommates?)|skip (?:a |your )?(?:meals?|doses?|medication)`,
    ],
  },
  {
    id: 'NO-IDENT', severity: 'high', name: { zh: '不报身份', en: 'Refusing to say who calls' }, why: { zh: '拒绝表明身份,或用无法追溯的化名', en: 'It refuses to say who is calling' }, law: '《金融机构个人消费类贷款催收工作指引(试行)》; 12 CFR 1006.14(g)',
    instead: { zh: '我是{{ creditor }}委托的{{ collector }}。', en: 'My name is {{ collector }}, calling on behalf of {{ creditor }}.' },
    patterns: [
      { re: '我(?:们)?是谁.{0,6}(?:不用|不重要|跟你没|你管|无所谓|没必要)|(?:不用|没必要|不需要|甭|别)(?:知道|问|管)(?:我|我们)?(?:是谁|叫什么|哪(?:里|个|家)|名字|姓)|别问(?:我|那么多|这么多)|无可奉告|凭什么告诉你(?:我|工号)?|你管我(?:是|叫)|工号.{0,4}(?:不能|没有|不方便|凭什么|保密)|(?:名字|姓名|公司).{0,4}(?:保密|不方便透露|不能告诉|不便告知)|不(?:方便|会|能)(?:告诉|透露).{0,4}(?:我是|我叫|名字|姓名|哪家|工号|公司)|随便(?:你)?(?:怎么)?(?:叫|称呼)', plain: true },
      { re: "never ?mind who|(?:doesn't|does not|don't) matter who (?:i|we)|who (?:i am|we are|i work for|we work for|this is)(?: \\w+){0,3} (?:none|not your|not important|irrelevant|doesn't matter|isn't important)|none of your business|(?:don't|do not|won't|will not|can't|cannot|not going to|not obliged to|not gonna)(?: \\w+){0,2} (?:tell|give|say|know|ask|disclose|share)(?: \\w+){0,3} (?:my name|who i|who we|our name|where i(?:'m| am) calling|what company|my company|which company|company name)|call me (?:whatever|anything)|my name(?: is|'s)? (?:not important|doesn't matter|irrelevant|isn't important|none)", plain: true, unless: 'until (?:i|we) (?:have )?(?:confirmed|verified)' },
    ],
  },
  {
    id: 'NO-AI-NOTICE', severity: 'high', name: { zh: '机器人冒充真人', en: 'A robot posing as a person' }, why: { zh: '机器人不得自称真人', en: 'A machine must not say it is a person' }, law: '《人工智能生成合成内容标识办法》; 个人信息保护法 24; 47 CFR 64.1200(b)',
    instead: { zh: '我是智能语音助手,如需人工服务请说“转人工”。', en: 'This is an automated assistant; say “agent” to speak with a person.' },
    patterns: [
      { re: '(?:不是|可不是|并非|哪是|怎么会是|才不是)(?:什么|个|一个)?(?:机器人|机器|ai|智能|语音助手|录音|电脑|程序)|(?:我|这边|这里)(?:就)?是(?:真人|活人|真的人|人工|真人客服)|真人(?:客服|坐席|专员)?(?:在|为您|跟您|和您|服务)|如假包换', plain: true, kinds: ['robot'] },
      { re: "(?:i'm|i am|this is|it's)(?: \\w+){0,3} (?:real|actual|live|human|flesh)(?: person| human| being| and blood)?|(?:i'm|i am|this is|it's) not (?:a |an )?(?:\\w+ )?(?:robot|bot|machine|computer|ai|recording|automated)|you(?:'re| are) (?:talking|speaking) (?:to|with) (?:a |an )?(?:real|live|human|actual)", plain: true, kinds: ['robot'], unless: "not a real|not a human|not a live|i'm an automated|i am an automated" },
    ],
  },
  {
    id: 'WAIVE-RIGHTS', severity: 'high', name: { zh: '阻止投诉、要求撤诉', en: 'Keeping somebody from complaining' }, why: { zh: '阻止或报复投诉,要求放弃权利', en: 'It discourages or punishes a complaint, or asks to give up a right' }, law: '消费者权益保护法 39; GB/T 45251-2025 5.6; 12 CFR 1006.38',
    instead: { zh: '您有权投诉,投诉渠道是…;投诉不影响您协商还款。', en: 'You may complain or dispute at any time; it does not affect an arrangement.' },
    patterns: [
      { re: '(?:投诉|举报|反映|上访)(?:也|了|是|都|我们)?(?:没用|没有用|无效|白搭|不管用|没人理|没人管|浪费时间|也白费|不好使)|(?:投诉|举报).{0,8}(?:就不(?:给|能|会)|取消(?:减免|分期|优惠|方案)|后果|试试看|加速|没(?:法|办法)(?:分期|协商)|不予|更(?:严|快|麻烦)|就别想|别想分期|甭想)|(?:不(?:许|准|要|能|用)|别(?:想)?|休想|敢)(?:再)?(?:去)?(?:投诉|举报)|随便(?:你)?投诉|投诉谁都|投诉到哪|有本事(?:就)?(?:去)?(?:投诉|举报|告)', plain: true, unless: '不影响|不会影响|可以(?:拨打|向)' },
      { re: '(?:你|您)?(?:去|尽管|随便|只管|就)(?:去)?(?:投诉|举报|告)(?:啊|呀|去|吧|嘛)(?!.{0,6}我们会)|看谁理(?:你|会)|谁(?:会)?理你', plain: true },
      '撤(?:诉|销投诉|回投诉|掉投诉|了投诉|投诉|销举报)|(?:先|把)?(?:投诉|举报)(?:先)?撤|放弃.{0,4}(?:权利|投诉|诉讼|追究|异议|申诉)|签.{0,6}(?:不投诉|放弃|息诉)',
      { re: `complain\\w*${gap(6)} (?:deal|plan|offer|arrangement|discount|payment plan|settlement)(?: \\w+){0,3} (?:off|gone|cancel\\w*|withdrawn|dead|void)|(?:deal|plan|offer|discount|settlement)(?: \\w+){0,4} (?:if|when|once) you (?:complain|dispute|report|file)|(?:no (?:point|use|sense) (?:in )?complain\\w*|complain\\w* (?:won't|will not|doesn't|does not|is useless|gets you|is pointless|all you)|(?:don't|do not|can't|cannot|better not|wouldn't|no right to|not allowed to|too late to)(?: even)?(?: think about| think of| bother| try)?(?: to)? (?:complain\\w*|fil(?:e|ing) a complaint|disput\\w+|contact(?:ing)? (?:the cfpb|a lawyer|an attorney))|if you (?:complain|dispute|report us|call the cfpb)${gap(8)} (?:worse|more|fee|cancel\\w*|lose|regret|harder)|nobody (?:will )?(?:listen|believe|care)s?)`, plain: true },
      "(?:withdraw|drop|take back|retract|cancel)(?:ing)? (?:your|the|that) (?:\\w+ )?(?:complaint|dispute|case|report)|waiv(?:e|ing) (?:your|any|all)(?: \\w+){0,2} rights?|giv(?:e|ing) up (?:your|any|the) (?:\\w+ )?rights?|sign away",
    ],
  },
  {
    id: 'WHY-UNPAID', severity: 'medium', name: { zh: '追问未还原因(哥伦比亚)', en: 'Asking why it is unpaid (Colombia)' }, why: { zh: '哥伦比亚法律禁止追问未还款原因', en: 'Colombian law forbids asking for the reason' }, law: 'Ley 2300 de 2023, art. 3', instead: null, markets: ['CO'],
    patterns: ['为(?:什么|何).{0,6}(?:没|不|未)(?:有)?(?:还|付)|未还(?:款)?的原因|什么原因.{0,4}(?:没|不|未)', "why (?:haven't|have not|didn't|did not|aren't|are)(?: you)?(?: not)?(?: \\w+)? (?:paid|pay|paying)|(?:reason|what)(?: \\w+){0,4} (?:not|kept you from|for not|stopped you from) (?:paid|paying|pay)", 'por qu[eé] no (?:ha|has|han) pagado|motivo (?:del? )?(?:no pago|impago|la mora)'],
  },
  {
    id: 'RETALIATE-OPTOUT', severity: 'high', name: { zh: '拒绝停止联系的请求', en: 'Refusing a request to stop' }, why: { zh: '拒绝或规避停止联系的请求', en: 'It refuses or gets around a request to stop contact' }, law: 'GB/T 45251-2025 5.3; 12 CFR 1006.6(c), (e), 1006.14(h); 47 CFR 64.1200(a)(10)',
    instead: { zh: '好的,我登记您的请求,不再拨打这个号码。', en: 'Understood. I will note it, and we will stop calling this number.' },
    patterns: [
      { re: '(?:这个?)?电话(?:我们)?(?:必须|一定要|肯定要|还是要|就要|照样|照)打|(?:不(?:可能|能|会|给你?)|没法|没办法|休想|别想|做梦).{0,6}(?:停止(?:联系|拨打|来电|催|给你)|不打|取消(?:来电|联系)|把你.{0,5}(?:删|移出|去掉)|退订|停催|不联系)|(?:拉黑|不接|退订|拒接|屏蔽|挂(?:我|电话)|关机|换号).{0,10}(?:没用|没有用|也(?:要|会|得|能|没|照)|换(?:个|一个)?号|照(?:样|打)|一样(?:能|会|打))|换(?:个|一个|别的)?号(?:码)?(?:继续|接着|再|也)?(?:给你)?打|由不得你|(?:停止联系|不打电话|停催|别打了?|不联系).{0,6}(?:做梦|休想|没门|不可能|想得美|算老几)|你说(?:不打|停|了不算).{0,4}|不是你说(?:停|不打|了算)', plain: true, unless: '我们会(?:立即|马上)?停止' },
      { re: `(?:can't|cannot|can not|may not|don't get to|do not get to|no way to|aren't allowed to|won't let you|not allowed to|no right to|too late to|don't have the right to)(?: \\w+)? (?:opt out|unsubscribe|stop (?:us|the calls|these calls|this)|block (?:us|me|this)|ask us to stop|refuse (?:our|these|this)|tell us (?:not to|to stop)|hang up on)|block(?:ing|ed)?${gap(5)} (?:won't|another number|different number|other numbers?|doesn't|new number|no good)|(?:call|calling|dial|ring)(?: \\w+){0,3} from (?:another|a different|other|a new|different|new|more) (?:numbers?|phone|line)|no opt(?:ing)?(?: |-)?out|(?:we(?:'ll| will)|i(?:'ll| will)) (?:call|ring|phone)(?: \\w+)? (?:anyway|whether|regardless|no matter)|(?:i|we) don't care (?:if|that|what|whether) you(?:'ve)? (?:asked|want|said|told|don't want|block|like)|stop (?:calls?|calling)(?: \\w+){0,3} (?:isn't|not) (?:how|going to)|your (?:stop|opt[- ]out|cease)(?: \\w+){0,4} (?:ignored?|means nothing|doesn't count|doesn't apply)`, plain: true },
    ],
  },
];
