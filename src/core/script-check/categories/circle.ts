/** Other people: told of the debt, made to pay it, used as pressure. */
import type { Category } from '../types.js';
import { CIRCLE, CIRCLE_EN, gap, JOB_EN, KIN, KIN_EN, WORKPLACE, YOU } from '../words.js';

const EIGHT = '《金融机构个人消费类贷款催收工作指引(试行)》八项禁止';
const GBT = 'GB/T 45251-2025 5.3';
/** With leave of the debtor, or in answer to them. */
const LEAVE = '授权|同意|经您|经本人|如您(?:愿意|希望|需要)|您(?:指定|预留时)|共同借款人|担保人|保证人|代理人|律师';
const LEAVE_EN = "(?:with|without) your (?:permission|consent|authori\\w+)|authori[sz]e|if you(?:'d| would) like|your attorney|your representative|co-?signer|guarantor|prefer(?:red)? that|happy for us|give us permission";

export const CIRCLE_CATEGORIES: readonly Category[] = [
  {
    id: '3P-DISCLOSE', severity: 'critical', name: { zh: '向第三人透露债务', en: 'Telling a third party of the debt' },
    why: { zh: '向没有还款义务的人透露欠款', en: 'It tells somebody without a duty to pay about the debt' }, law: `${GBT}; 个人信息保护法 28–29; 12 CFR 1006.6(d)`,
    instead: { zh: '请转告{{ name }}本人回电,谢谢。', en: 'Please ask {{ name }} to call back, thank you.' },
    patterns: [
      { re: `(?:你|您)(?:的|家|们)?(?:同事|员工|室友|朋友|同学|邻居|${KIN}).{0,12}(?:欠|逾期|借了|贷了|没还|不还|拖欠|借我们|老赖|还不上|有一笔|信用卡)|(?:你|您)们?(?:公司|单位|部门|班|村|店|厂|家|学校)(?:的|里的?|那个)+.{1,6}(?:借钱|借了|欠|逾期|没还|不还|贷)`, unless: '沟通一下|商量|共同' },
      `(?:转告|告诉|通知|劝劝?|催催?|提醒|叫|让)(?:一下|下)?(?:他|她|一下他|一下她|${KIN}|同事|朋友)(?:们)?.{0,10}(?:欠|还钱|还款|逾期|债|贷款|账|把钱)|(?:他|她)(?:在我们(?:这|平台|公司|银行)?|在我行)?(?:这里|这儿|还)?.{0,4}(?:欠|借|逾期|拖欠)(?:了|着)?.{0,8}(?:钱|款|元|万|千|块|天|我们|月|没还|债)`,
      `(?:tell|remind|inform|let|ask|have|get|convince|urge|make)(?: sure)? (?:him|her|them|your ${CIRCLE_EN}|your (?:colleague|coworker|employee|boss|tenant)|(?:mr|mrs|ms) \\w+)(?: know)?${gap(5)} (?:owes?|debts?|past due|overdue|pay (?:us|his|her|their|what|up)|loan|balance|collections?)`,
      `\\b(?:he|she|they|your (?:${CIRCLE_EN}|co ?-?worker|colleague|employee|tenant|boss))\\b(?: \\w+){0,3}? (?:owes?|owed|borrowed|is behind|are behind|(?:hasn't|has not|haven't|have not|didn't|isn't|won't)(?: been)? (?:paid|pay|paying)|is delinquent|defaulted|has a debt|has an? (?:overdue|unpaid|outstanding|past due)|in debt|skipped|stopped paying)`,
    ],
  },
  {
    id: '3P-PRESSURE', severity: 'critical', name: { zh: '要求第三人还款、威胁联系亲友', en: 'Pressure through other people' },
    why: { zh: '以联系亲友施压,或要求没有还款义务的人还款', en: 'It threatens to contact others, or makes them pay' }, law: `${GBT}; ${EIGHT}; SEC MC 18/2019 (PH); Circular 18/2019 (VN)`,
    instead: { zh: '我们只与您本人联系。', en: 'We only speak with you about this.' },
    patterns: [
      `(?:打遍|打爆|打通).{0,6}(?:通讯录|联系人|亲友|亲戚|朋友|家)|爆(?:了|掉)?(?:你|您)?.{0,3}通讯录|(?:群发|轰炸|挨个|逐个|逐一|一个一个|一个个|一家一家|全部).{0,6}(?:打|联系|通知|找|发|问|通讯录|联系人).{0,8}`,
      { re: `(?:联系|打给|打电话给|找|通知|告诉|骚扰|问问|发(?:短信|信息)?给|拨打|拜访|去找|知会).{0,6}?(?:${YOU})?(?:的|所有|全部|手机里|预留的?|那些)*(?:紧急联系人|${CIRCLE})(?!.{0,6}(?:商量|帮忙想|沟通一下|凑))`, unless: `${LEAVE}|请问(?:您)?.{0,8}方便|有没有联系|商量|转告.{0,4}回电` },
      `(?:你|您)(?:是|作为)(?:他|她|借款人|欠款人|${KIN}).{0,10}(?:就|必须|应该|得|要|有义务|有责任|不能不).{0,6}(?:还|承担|负责|替|管|出)|(?:替|帮|代)(?:他|她|${KIN}|你(?:老公|老婆|儿子|女儿|弟|哥|爸|妈|男朋友|女朋友))(?:们)?.{0,4}(?:还|偿|付|垫|结清|把)`,
      `(?:家里人?|父母|老婆|老公|爸妈|爸|妈|兄弟|亲戚|家人|全家|朋友|担保都没做).{0,8}(?:替你还|替您还|帮你还|负责还|也要还|也得还|跟着还|一起还|有义务|连带|都跑不了|来还|凑|拿钱)`,
      { re: `(?:call|calling|phone|contact\\w*|text\\w*|messag\\w*|reach out to|notify\\w*|tell|telling|ring|visit\\w*|go to|going to|bother|hound|speak (?:to|with)|talk (?:to|with)|ask|start(?:ing)? with|work through)(?: up)? (?:everyone|everybody|all|each|every|one by one|your|the)(?: \\w+){0,4}? ?(?:you know|you(?:'ve| have) ever|${CIRCLE_EN}|emergency contacts?|(?:person|people|number|name)s?(?: \\w+){0,2} (?:phone|list|contacts?|facebook))\\b|(?:have|got|pulled up|looking at|downloaded)(?: \\w+){0,2} your(?: \\w+){0,2} (?:contacts?|contact list|phone ?book|address book|friends list)|(?:your|the) ${CIRCLE_EN}(?: \\w+){0,3} (?:like to hear|hear from us|get a call|getting a call|be next|are next|is next)`, unless: LEAVE_EN },
      { re: `(?:you(?:'re| are)|as|since you(?:'re| are)|because you(?:'re| are)) (?:his|her|their|the) (?:${KIN_EN}|guarantor's)(?: \\w+){0,6} (?:pay|responsible|owe|liable|cover|duty|problem)|pay(?: \\w+){0,3} (?:for|on behalf of) (?:him|her|them|your ${KIN_EN})|(?:${KIN_EN}|friends?)(?: \\w+){0,3} (?:pay it|pay for you|pay us|cover it|have to pay|should pay|must pay|be responsible|on the hook)`, unless: 'jointly|joint account|co-?signed' },
    ],
  },
  {
    id: 'WORKPLACE', severity: 'critical', name: { zh: '以告知单位、领导、学校相威胁', en: 'Threat to tell the workplace or school' },
    why: { zh: '以告知单位、学校施压,散布个人隐私', en: 'It threatens to tell the workplace or school' }, law: `${EIGHT}(散布隐私); 12 CFR 1006.6(b)(3), (d)`,
    instead: { zh: '我们只与您本人联系,不会联系您的单位。', en: 'We will not contact your employer about this.' },
    patterns: [
      { re: `(?:寄|发|送|打|去|找|到|联系|通知|告诉|反映|捅|闹|走访|投诉|举报|拜访|知会|同步|汇报|上|函|抄送|问问|跟|传真).{0,8}(?:${YOU})(?:的|们|所在|现在|老公|老婆|爱人)*(?:的)?${WORKPLACE}(?!.{0,4}(?:电话有没有|有没有变|地址有没有))`, unless: `${LEAVE}|请问.{0,10}(?:方便|变)` },
      `(?:${YOU})(?:的|们|所在|工作)*${WORKPLACE}.{0,8}(?:知道|走访|核实情况|拜访|寄函|发函|通报|反映|开除|辞退|丢工作|看笑话|找你谈|谈话|丢(?:了)?饭碗|怎么看你|聊聊|坐坐|喝茶|收到.{0,4}函)|(?:工作|饭碗|饭)(?:都)?(?:保不住|别想要|丢定|不想要)|(?:函|信|律师函|通知)(?:件)?.{0,6}(?:单位|人事|公司前台|领导|学校|工厂|前台)|(?:单位|公司|厂)门口|(?:在|从)(?:公司|单位|学校|厂里).{0,4}(?:待不下去|呆不下去|混不下去|干不下去|抬不起)|(?:上班|工作)的?地方.{0,6}(?:坐|闹|等|找|堵)|让.{0,4}(?:领导|老板|同事|学校|老师|单位)(?:们)?(?:都)?(?:知道|看看|评评)`,
      { re: `(?:speak|talk|talking|speaking|call|calling|contact\\w*|tell|telling|phone|ring|notify\\w*|inform\\w*|writ\\w+|report\\w*|visit\\w*|show(?:ing)? up|come|coming|go|going|send\\w*|email\\w*|fax\\w*|complain|reach\\w*|stop(?:ping)? by|drop(?:ping)? by|turn(?:ing)? up|chat|word)(?: (?!mine|my|our)\\w+){0,6}? your (?:\\w+ )?${JOB_EN}\\b|(?:hr|human resources|payroll|your (?:boss|employer|company|office)|the boss)(?: \\w+){0,4} (?:letter|call from|fax|visit|notice from|email from)`, unless: `${LEAVE_EN}|may we|can we|is it (?:ok|okay|alright|all right)|prefer|stop calling|about your job` },
      `your (?:boss|employer|manager|co ?-?workers?|colleagues?|hr)(?: \\w+){0,4} (?:know|knows|hear|hears|find out|finds out|fire|fires|fired|think|thinks|enjoy|see|interested)|(?:lose|cost you) your job|get you fired|fired (?:from|for|when|once)`,
    ],
  },
  {
    id: 'PUBLIC-SHAME', severity: 'critical', name: { zh: '公示、张贴、网络曝光', en: 'Public shaming' },
    why: { zh: '以公开、张贴、网络曝光施压', en: 'It threatens to make the debt public' }, law: `${EIGHT}(张贴); 民法典 1024、1032; 12 CFR 1006.14(e)`, instead: null,
    patterns: [
      `曝光|公示(?!语)|张贴|大字报|贴.{0,8}(?:告示|公告|照片|门上|小区|楼道|电线杆|村口|单元门|公司门口)|挂(?:到|在|上).{0,5}(?:网|抖音|朋友圈|群|快手|微博)|发(?:到|在|给|布|布到)?.{0,5}(?:朋友圈|抖音|快手|微博|业主群|家族群|村群|微信群|工作群|群里|亲友群|小红书|贴吧|网上)|拉横幅|横幅|大喇叭|喇叭(?:喊|播|循环)|发?传单|人肉|[pP]图|ps.{0,4}照|遗照|丢尽|让.{0,8}丢(?:人|脸)|见不得人|抬不起头|身败名裂|社死|名声.{0,4}(?:臭|坏|完|扫地)|(?:全村|全小区|左邻右舍|街坊|邻居们?|村里人?|所有人|大家|全公司)(?:都|全)?(?:知道|看看|看到|晓得|认识认识)`,
      `(?:post|posting|posted|put|publish\\w*|share|sharing|broadcast|plaster|upload|print\\w*|pin|tag|spread)(?: \\w+){0,2} (?:your|you|this|it|flyers?|posters?|pictures?)(?: \\w+){0,6} (?:online|facebook|social media|instagram|tiktok|twitter|internet|neighbou?rhood|newspaper|walls?|doors?|website|billboard|group chat|building|street|web|everywhere)|expos(?:e|ing) you|sham(?:e|ing) you|public(?:ly)? (?:list|shame|known)|(?:everyone|everybody|the world|all your (?:\\w+)|whole (?:town|street|neighbou?rhood|building|church|school|village|office|family))(?: \\w+){0,7} (?:know|knows|see|sees|find out|finds out|hear|hears|laugh\\w*)|your (?:name|picture|photo|face|details|debt)(?: \\w+){0,5} (?:facebook|online|instagram|internet|billboard|social media|group|newspaper)|publish\\w*(?: \\w+){0,3} (?:list|names?)|name and shame|hang (?:a )?(?:sign|banner)|wall of shame|list of (?:deadbeats|debtors)`,
    ],
  },
  {
    id: 'DECEASED-HEIR', severity: 'high', name: { zh: '要求继承人无限偿还', en: 'Making heirs pay without limit' },
    why: { zh: '继承人只在遗产实际价值内清偿', en: 'Heirs answer only up to the value of the estate' }, law: '民法典 1161; 12 CFR 1006.6(a)(4)',
    instead: { zh: '请节哀。继承人仅在遗产实际价值范围内清偿。', en: 'We are sorry for your loss. Only the estate answers for the debt.' },
    patterns: [
      { re: `父债子[还偿]|母债|夫债妻|子承父债|人死债(?:不|务)|(?:爸爸?|妈妈?|父亲|母亲|老公|丈夫|妻子|老婆|父母|爱人|儿子|女儿|老人|他|她|人|爷爷|奶奶|哥哥?|弟弟)(?:虽然|已经|就算|即使|都)*(?:去世|过世|死|走|不在|没|病故|往生)(?:了|后|之后|以后|掉)?.{0,12}(?:你|您|儿女|子女|家属|继承人|老婆|家里).{0,6}(?:还|承担|负责|替|背|接着)`, unless: '遗产.{0,8}(?:范围|为限|价值)|无需|不需要|没有义务|节哀' },
      { re: `(?:继承人|子女|儿女|家属|法定继承).{0,6}(?:必须|无限|全部|都得|就得|全额|应当全).{0,6}(?:还|偿|承担)`, unless: '遗产.{0,8}(?:范围|为限|价值)' },
      { re: `(?:you(?:'re| are)(?: now)? (?:responsible|liable|on the hook)|you(?:'ll| will)? (?:must|have to|need to|owe|inherit\\w*|got to|should)|you've got to|falls? (?:to|on) you|pass(?:es)? (?:down )?to you|comes? to you)(?: \\w+){0,5} (?:your|his|her|their|the)(?: (?:late|dead|deceased|dad's|mom's))? (?:${KIN_EN}(?:'s|s')?|debts?|dead)|debts? (?:pass(?:es)?|goes?|transfers?|falls?|comes?|moves?)(?: \\w+){0,2} to (?:you|the (?:children|family|kids|next of kin|heirs))|(?:passed away|died|dead|deceased|passed|death|gone)(?: \\w+){0,8} you (?:have to|must|need to|owe|are responsible|are liable|pay)|inherit(?:ed|s)? (?:the|his|her|this|their|your \\w+) (?:debts?|bills?|loans?)`, unless: 'the estate|not (?:personally )?(?:responsible|liable|required)|jointly' },
    ],
  },
];
