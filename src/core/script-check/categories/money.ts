/** How money and data are asked for: new debts, private accounts, secrets, old debts, other products. */
import type { Category } from '../types.js';
import { gap } from '../words.js';

const EIGHT = '《金融机构个人消费类贷款催收工作指引(试行)》八项禁止';

export const MONEY: readonly Category[] = [
  {
    id: 'NEW-LOAN', severity: 'critical', name: { zh: '诱导以贷养贷、非法筹款', en: 'Urging a new loan or a ruinous sale' }, why: { zh: '诱导借新还旧、变卖家产或非法筹款', en: 'It urges to borrow anew, or to sell what is needed' }, law: `${EIGHT}; 15 USC 1692f`,
    instead: { zh: '如一次还清有困难,我们可以一起看看分期安排。', en: 'If you cannot pay at once, let us look at instalments.' },
    patterns: [
      '(?:借|贷|套|撸|刷|周转|倒腾|挪)(?:一笔|点|些|个|出|到|来)?.{0,8}(?:先还|来还|先填|填上|补上|先补|还进来|还我们|还上|堵上|垫上|倒一下)|(?:去|找|从|跟|向|问|在|用|开通|申请)(?:别的|其他|别家|另外|另|几个|个|一家|下)*(?:平台|银行|网贷|小贷|信用卡|花呗|借呗|微粒贷|朋友|亲戚|同事|亲朋好友|家里|私人|民间|典当行).{0,6}(?:借|贷|套|取现|周转|抵押|凑)',
      '(?:卖|抵押|典当)(?:了|掉)?(?:你|您|家里的?|爸妈的?|父母的?|老家的?|那)*(?:房|车|血|肾|地|器官|卵|首饰|金|戒指|手机|牛)|(?:微粒贷|借呗|花呗|白条|网贷|小贷|金条|拍拍贷).{0,6}(?:开|凑|借|提|额度|拿来|倒|点一下)|借高利贷|高利贷|套现|以贷养贷|借新还旧|以卡养卡|拆东墙|裸贷|倒贷|过桥',
      "(?:payday|pay day|title|online|quick|instant|personal|short ?-?term|cash)(?: \\w+)? (?:loans?|lenders?|advances?)|(?:another|new|different|second|bigger|take out a|get a|apply for a) (?:loan|credit card|line of credit)|borrow(?: \\w+){0,3}? (?:from|against|it|the money|some|money)|sell(?:ing)? (?:your|the|that|off)(?: \\w+){0,2}? ?(?:car|truck|house|home|kidney|blood|plasma|jewel\\w*|ring|furniture|phone|tv|belongings|stuff|things)|\\bpawn\\b|pawn ?shop|max out|loan shark|cash advance|cash out (?:your|the)|empty your (?:401|retirement|savings)|refinance your (?:home|house)|donat\\w+ plasma",
    ],
  },
  {
    id: 'PAY-PRIVATE', severity: 'critical', name: { zh: '要求打到个人账户、代收现金', en: 'Payment to a private account or in cash' }, why: { zh: '要求向个人账户付款或代收现金', en: 'It asks for payment to a person, or in cash' }, law: `${EIGHT}; 刑法 271; Condusef, Disposiciones de 2014 (MX)`,
    instead: { zh: '请通过{{ creditor }}官方渠道还款,不要转给任何个人。', en: 'Please pay only through the creditor’s official channels, never to a person.' },
    patterns: [
      '(?:转|打|汇|付|存|还|扫|充)(?:账|款|钱|过来|一下|个)?(?:到|给|至|进|我)*.{0,6}(?:我(?:的|个人|私人)?(?:微信|支付宝|卡|账户|银行卡|账上|零钱)|个人(?:账户|微信|支付宝|卡|银行卡|收款码|账号|名下)|私人(?:账户|卡|微信|账号)|我个人|我这(?:里|张卡|个卡|个号)|我(?:同事|老婆|经理|主管|朋友)(?:的)?(?:卡|微信|账户|支付宝))|加我(?:个)?(?:的)?(?:个人)?(?:微信|qq|支付宝|私人)|(?:转|打|发红包|汇)(?:给)?我(?!司|行|们(?:公司|行|对公|官方))(?!.{0,4}(?:电话|客服))|给我发?红包|我(?:来|先)?(?:帮|替|给)(?:你|您)(?:销账|代还|存进去|操作还|还进去|还上|垫|平账|消掉|撤掉)|(?:交|给|付|拿|收)(?:给)?(?:我|我们|业务员|外访员|同事)?.{0,2}现金|现金(?:交|给|付|带)(?:给|来)?(?:我|业务员|外访员|他)?|扫我(?:的)?(?:码|二维码)|我(?:发|给)(?:你|您)(?:发)?(?:一个|个)?(?:收款码|二维码|付款码|卡号)|不要?走(?:app|对公|官方)|私下(?:转|还|给|处理|结|解决)|好处费|(?:给|塞)我.{0,3}(?:\\d+|点|些)(?:钱|元|块)?',
      `(?:send|transfer|pay|wire|venmo|zelle|deposit|cash ?app|paypal|put|mail|drop)(?: \\w+){0,6}? (?:my (?:personal |own |private |cousin's |friend's |wife's |boss's )?(?:account|venmo|zelle|paypal|card|cash ?app|number|wallet|name|address|apple pay)|(?:to )?me (?:directly|personally|on|by|through|via|cash|in cash|at my|the cash)|to me\\b)|(?:give|hand|bring|mail|slip) (?:me|him|our driver|my colleague) (?:the |your |some )?(?:cash|money|gift cards?)|(?:pay|paying|settle)(?: \\w+){0,3} (?:in cash to|with gift|by gift|gift cards?|in bitcoin|with crypto|in crypto)|gift cards?\\b|bitcoin|prepaid debit|(?:venmo|zelle|cash ?app|paypal) me\\b|off the books|under the table|(?:my|a) (?:personal|private) (?:account|venmo|zelle|paypal|cash ?app)`,
    ],
  },
  {
    id: 'PII-FISH', severity: 'critical', name: { zh: '索取验证码、密码或无关信息', en: 'Asking for secrets or unrelated data' }, why: { zh: '索取验证码、密码或与催收无关的敏感信息', en: 'It asks for a code, a password or data the debt does not need' }, law: '个人信息保护法 6、29; 12 CFR 1006.14(a)',
    instead: { zh: '为核实身份,请说出身份证后四位;请勿告诉任何人验证码和密码。', en: 'To verify, please give the last four characters; never tell anybody a code or a password.' },
    patterns: [
      '(?:验证码|密码|cvv|cvc|安全码|动态码|短信码|校验码|u盾|人脸|指纹|网银|登录名).{0,8}(?:念|说|告诉|发|给|报|提供|读|输|核对|是多少|多少|拍|截|刷)|(?:念|说|告诉|发|给|报|提供|读|报下|讲|拍|截图?).{0,8}(?:验证码|密码|cvv|cvc|安全码|动态码|短信码|校验码|完整(?:的)?(?:卡号|身份证)|卡背面|背面三位|后三位|通讯录|相册|聊天记录|手持身份证)|(?:手持身份证|通讯录|相册|聊天记录|定位).{0,10}(?:发|截图|拍|传|给我)|(?:屏幕共享|共享屏幕|共享一下屏幕|远程(?:控制|操作|协助))|(?:宗教|信仰|病历|性取向|夫妻(?:关系|感情)|离婚原因|微信密码|谈恋爱|交往对象|体检报告)',
      `(?:read|tell|give|send|text|what(?:'s| is)|need|share|type|enter|forward|provide|repeat|say)(?: \\w+){0,6}? (?:(?<!zip |area |post |postal |promo |country )(?<!reference )code|passwords?|pin(?: number)?\\b|passcode|cvv|security code|otp|full (?:social|ssn|card)|entire social|whole social|mother's maiden|online banking|login|log ?in details|remote access|bank username)|(?:full|entire|whole|complete) (?:social security|ssn|social|card number)|verification code|one ?-?time (?:code|password|passcode)|three digits on the back|screen ?shar\\w+|share your screen|remote access|(?:your|what) religio\\w*|immigration status|sexual`,
    ],
  },
  {
    id: 'TIME-BARRED', severity: 'high', name: { zh: '对已过时效债务以诉讼相威胁', en: 'Suing on, or reviving, a time-barred debt' }, why: { zh: '对已过诉讼时效的债务以诉讼相威胁,或诱导重新承认', en: 'It threatens suit on a time-barred debt, or lures into reviving it' }, law: '民法典 188、192; 12 CFR 1006.26(b)', instead: null,
    patterns: [
      { re: '(?:过(?:了|没过)?(?:诉讼)?时效|时效(?:已经?|早)?(?:过|到期|届满|没用)|时效.{0,4}(?:无所谓|不管用)|超过(?:三年|诉讼时效)|过了(?:三年|几年|多少年|十年)|再过十年|十年前|多少年).{0,12}(?:照样|也(?:要|能|得|会)|一样|仍然?(?:可以|要|能)|还是(?:要|能|会|得)|照).{0,6}(?:告|诉|还|追|执行|起|打官司)', plain: true },
      '(?:先|随便|哪怕|意思(?:意思)?|只要|就)(?:先)?(?:还|转|付|存)(?:个|上)?.{0,4}(?:一块|十块|五十|一百|一元|\\d{1,3}元|\\d{1,3}块|几块|几十|一点点|一点|个零头).{0,12}(?:诚意|激活|证明|延|重新|承认|有效|恢复)|(?:签|承认|确认|回复).{0,10}(?:重新(?:计|起)|时效(?:就|重新|中断|又)|就(?:当|算)承认)',
      `(?:statute(?: of limitations)?|limitations?(?: period)?|time ?-?barred|expired debt|old debt|too old|ten years|years old|seven years|years ago)${gap(10)} (?:doesn't matter|does not matter|irrelevant|still (?:sue|take you|be sued|go to court|get sued)|sue|court|means nothing|restart\\w*|anyway)|(?:pay|send|just|even)(?: \\w+){0,3} \\$?\\d+(?: \\w+){0,6} (?:good faith|restart\\w*|revive\\w*|keep (?:it|the (?:account|debt)) (?:open|alive|active)|reactivat\\w+)|good ?-?faith payment|token payment|(?:small|tiny|little) payment(?: \\w+){0,4} (?:restart|revive|reactivate|reset|life|alive|bring)`,
    ],
  },
  {
    id: 'CROSS-SELL', severity: 'medium', name: { zh: '催收中推销', en: 'Selling during collection' }, why: { zh: '催收来电中推销产品,会变成商业营销电话', en: 'It makes a collection call a sales call' }, law: '《通信短信息服务管理规定》; 16 CFR 310; PECR reg. 19–21 (UK)', instead: null,
    patterns: [
      '(?:顺便|另外|正好|刚好|同时|还有).{0,10}(?:办(?:张|个|理|一张)?.{0,4}(?:卡|贷款|保险|会员)|推荐|介绍.{0,6}(?:产品|贷款|保险|理财|活动)|了解.{0,6}(?:产品|贷款|保险|理财|基金))|(?:新卡|理财|保险产品|重疾险|基金|提额|金卡|白金卡|会员|新产品|贷款产品).{0,8}(?:办|买|考虑|优惠|了解|开通|额度|利率|收益)|(?:推荐|办理|购买|开通|申请|办)(?:一|张|个|款|一下)*.{0,4}(?:理财|保险|新卡|信用卡|基金|会员|白金卡|金卡|消费贷)',
      "while i have you.{0,40}(?:card|loan|insurance|offer|product|account|plan)|(?:interested in|sign(?:ing)? (?:you )?up for|offer you|upgrad\\w+ (?:you )?to|apply for|tell you about|qualify for|pre ?-?approved for|switch to|open|add)(?: \\w+){0,5} (?:new card|credit card|gold card|platinum|card|insurance|savings account|investment\\w*|membership|warranty|new loan|rewards|life cover|protection plan)",
    ],
  },
];
