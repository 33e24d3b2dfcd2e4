/**
 * First articles: what debtors ask collectors, and what the law of the People's Republic of China says of it. Each names its articles, read
 * in the text of the law (民法典 as in force since 1 Jan 2021; 个人信息保护法 of 20 Aug 2021; 征信业管理条例 of 21 Jan 2013); what could not be
 * read is not said. They are no legal advice: whoever keeps them here changes them, and every edition is kept.
 */
import type { ArticleText } from '../../core/records/index.js';

export interface ArticleSeed extends Omit<ArticleText, 'creditorId' | 'stage' | 'enabled'> { readonly key: string }

export const ARTICLES: readonly ArticleSeed[] = [
  {
    key: 'cn.limitation', kind: 'law', language: 'zh', title: '诉讼时效：过了三年还要还吗', tags: ['诉讼时效', '过期', '三年'], source: '《民法典》第188、189、192、195条',
    body: `诉讼时效期间为三年，自权利人知道或者应当知道权利受到损害以及义务人之日起计算；自权利受到损害之日起超过二十年的，人民法院不予保护。
约定分期履行的同一债务，自最后一期履行期限届满之日起计算。
时效届满后，债务人可以提出不履行义务的抗辩；债务本身并不消失。债务人同意履行的，不得再以时效届满抗辩；已经自愿履行的，不得请求返还。
提出履行请求、债务人同意履行、起诉或申请仲裁等，使时效中断并重新计算。
怎么说：不要用起诉威胁已过时效的债务，也不要诱导对方重新承认。对方提出时效的，如实记录，交法务核对。`,
  },
  {
    key: 'cn.limitation.en', kind: 'law', language: 'en', title: 'Limitation: is it still owed after three years?', tags: ['limitation', 'time-barred'], source: 'Civil Code of the PRC, articles 188, 189, 192, 195',
    body: `The limitation period is three years from when the creditor knew or should have known of the infringement and of who is obliged; beyond twenty years a court gives no protection.
For one debt payable in instalments it runs from the end of the last instalment's term.
Afterwards the debtor may refuse to perform; the debt does not vanish. Whoever then agrees to perform can no longer rely on the period, and what was paid of one's own will is not given back.
A demand, the debtor's agreement to perform, a suit or an arbitration interrupt the period: it begins anew.
Never threaten to sue on a time-barred debt, and do not lure anybody into reviving it. Write the objection down and hand it to legal.`,
  },
  {
    key: 'cn.interest', kind: 'law', language: 'zh', title: '逾期利息、罚息和违约金', tags: ['利息', '罚息', '违约金', '利率'], source: '《民法典》第585、674、676、680条',
    body: `借款人应当按照约定的期限支付利息；未按约定期限返还借款的，应当按照约定或者国家有关规定支付逾期利息。
禁止高利放贷，借款的利率不得违反国家有关规定。合同对支付利息没有约定的，视为没有利息。
约定的违约金过分高于造成的损失的，人民法院或者仲裁机构可以根据当事人的请求予以适当减少；就迟延履行约定违约金的，支付违约金后仍应履行债务。
怎么说：只报系统中的本金、利息、罚息、费用，不自行加减；对方认为过高的，记录异议，说明可向委托方核对明细。`,
  },
  {
    key: 'cn.interest.en', kind: 'law', language: 'en', title: 'Interest after the due date, and penalties', tags: ['interest', 'penalty'], source: 'Civil Code of the PRC, articles 585, 674, 676, 680',
    body: `Interest is paid when it was agreed to be. Who does not return a loan in time pays interest for the delay as agreed or as the state's rules say.
Usury is forbidden; the rate may not go against the state's rules. Where a contract says nothing of interest, there is none.
A court or arbitrators may reduce a penalty that is excessively higher than the loss, when a party asks. A penalty for delay does not replace the debt.
Name only the figures on your screen. If they are disputed, write that down and offer the statement of the creditor.`,
  },
  {
    key: 'cn.order', kind: 'law', language: 'zh', title: '还的钱先冲什么', tags: ['冲账', '清偿顺序', '本金'], source: '《民法典》第561条',
    body: `除另有约定外，给付不足以清偿全部债务的，按以下顺序履行：实现债权的有关费用、利息、主债务。
委托方合同对顺序另有约定的，以约定为准；系统按委托方设置的顺序入账，案件中可以看到每笔还款冲抵了什么。`,
  },
  {
    key: 'cn.early', kind: 'law', language: 'zh', title: '提前还款怎么算利息', tags: ['提前还款', '结清'], source: '《民法典》第677条',
    body: `借款人提前返还借款的，除当事人另有约定外，应当按照实际借款的期间计算利息。
是否收取提前还款费用看合同约定；结清金额以委托方出具的为准。`,
  },
  {
    key: 'cn.assignment', kind: 'law', language: 'zh', title: '债权转让：为什么换了公司', tags: ['债权转让', '委托', '通知'], source: '《民法典》第546条',
    body: `债权人转让债权，未通知债务人的，该转让对债务人不发生效力。
委托催收不是转让：债权人仍是委托方，款项仍还给委托方约定的账户。
怎么说：先说明自己是受谁委托；对方要求证明的，告知委托方的官方渠道。任何时候不得要求打到个人账户。`,
  },
  {
    key: 'cn.spouse', kind: 'law', language: 'zh', title: '配偶要不要还', tags: ['夫妻', '配偶', '共同债务'], source: '《民法典》第1064条',
    body: `夫妻双方共同签名或者一方事后追认等共同意思表示所负的债务，以及一方在婚姻关系存续期间以个人名义为家庭日常生活需要所负的债务，属于夫妻共同债务。
以个人名义超出家庭日常生活需要所负的债务，不属于夫妻共同债务，但债权人能够证明用于夫妻共同生活、共同生产经营或者基于双方共同意思表示的除外。
怎么说：配偶不是借款合同当事人时，不向其透露欠款，也不要求其代还；是否属于共同债务由法务判断。`,
  },
  {
    key: 'cn.heir', kind: 'law', language: 'zh', title: '借款人去世，家人要还吗', tags: ['继承', '去世', '遗产'], source: '《民法典》第1161条',
    body: `继承人以所得遗产实际价值为限清偿被继承人的债务；超过部分，自愿偿还的不在此限。放弃继承的，可以不负清偿责任。
怎么说：得知去世的，停止催收并登记，转委托方处理；不得要求家人“父债子偿”。`,
  },
  {
    key: 'cn.guarantor', kind: 'law', language: 'zh', title: '保证人什么时候要还', tags: ['担保', '保证人'], source: '《民法典》第686、687、688条',
    body: `没有约定或者约定不明确的，按照一般保证承担责任。
一般保证的保证人在主合同纠纷未经审判或者仲裁，并就债务人财产依法强制执行仍不能履行债务前，有权拒绝承担保证责任（法律规定的情形除外）。
连带责任保证的，债务到期不履行时，债权人可以请求债务人履行，也可以请求保证人在其保证范围内承担责任。
怎么说：先看案件中此人的身份；只留了联系方式的联系人不是保证人，没有还款义务。`,
  },
  {
    key: 'cn.privacy', kind: 'law', language: 'zh', title: '你们为什么打电话给我：隐私与骚扰', tags: ['隐私', '骚扰', '第三人', '联系人'], source: '《民法典》第1032、1033条',
    body: `自然人享有隐私权。除法律另有规定或者权利人明确同意外，不得以电话、短信、即时通讯工具、电子邮件等方式侵扰他人的私人生活安宁，不得处理他人的私密信息。
怎么说：接听的不是本人的，不透露欠款，只问能否转告回电；对方要求不再联系的，当场登记，系统不再拨打。`,
  },
  {
    key: 'cn.information', kind: 'faq', language: 'zh', title: '我的信息从哪里来的', tags: ['个人信息', '信息来源', '委托处理'], source: '《个人信息保护法》第13、21、45、46条',
    body: `处理个人信息须有法定依据，例如本人同意，或者为订立、履行本人作为一方当事人的合同所必需。
委托他人处理的，应当约定目的、期限、方式、种类、保护措施等并监督；受托人不得超出约定处理，委托终止的应当返还或者删除，未经同意不得转委托。
个人有权查阅、复制其个人信息；发现不准确或者不完整的，有权请求更正、补充。
怎么说：说明受谁委托、号码由委托方提供；要求查阅或更正的，登记并转委托方。`,
  },
  {
    key: 'cn.credit-record', kind: 'faq', language: 'zh', title: '会不会上征信，多久消除', tags: ['征信', '不良记录', '异议'], source: '《征信业管理条例》第15、16、17、25条',
    body: `信息提供者向征信机构提供个人不良信息，应当事先告知信息主体本人。
不良信息的保存期限，自不良行为或者事件终止之日起为5年；超过5年的，应当予以删除。保存期内本人可以作出说明。
本人有权每年两次免费获取信用报告。认为信息有错误、遗漏的，有权向征信机构或者信息提供者提出异议；收到异议的应当在20日内核查处理并书面答复。
怎么说：不承诺“还款即删除”，不以征信威胁；是否报送由委托方决定。`,
  },
  {
    key: 'cn.credit-record.en', kind: 'faq', language: 'en', title: 'Will it be on my credit record, and for how long?', tags: ['credit record', 'dispute'], source: 'Regulation on the Administration of Credit Investigation (2013), articles 15, 16, 17, 25',
    body: `Who reports unfavourable personal information to a credit bureau tells the person beforehand.
It is kept for 5 years from the end of the bad conduct or event, then deleted; the person may add an explanation.
Everybody may have their report twice a year free of charge. Errors may be disputed with the bureau or with who reported them: they answer in writing within 20 days.
Promise no deletion for payment and do not threaten with the record: the creditor decides what it reports.`,
  },
  {
    key: 'cn.card-plan', kind: 'law', language: 'zh', title: '信用卡还不上，能不能分期（个性化分期）', tags: ['信用卡', '分期', '协商', '五年'], source: '《商业银行信用卡业务监督管理办法》第70条',
    body: `在特殊情况下，确认信用卡欠款金额超出持卡人还款能力、且持卡人仍有还款意愿的，发卡银行可以与持卡人平等协商，达成个性化分期还款协议，最长期限不得超过5年。
双方签署分期还款协议的，发卡银行及其发卡业务服务机构应当停止对该持卡人的催收，持卡人不履行协议的情况除外；达成口头还款协议的，必须留存录音资料，至少保存至欠款结清日。
怎么说：是“可以协商”，不是当然享有；由发卡银行决定。记录收入与困难情况，转委托方审批，不自行承诺减免。`,
  },
  {
    key: 'cn.third-pays', kind: 'faq', language: 'zh', title: '别人可以替我还吗', tags: ['代还', '第三人'], source: '《民法典》第524条',
    body: `债务人不履行债务，第三人对履行该债务具有合法利益的，有权向债权人代为履行，但依其性质、约定或者法律规定只能由债务人履行的除外。
怎么说：代还须出于自愿；不得主动要求与债务无关的人代还。只提供委托方的正规还款渠道。`,
  },
  {
    key: 'dunwell.gate', kind: 'faq', language: 'zh', title: '为什么系统不让拨打这个号码', tags: ['拨打', '限制', '次数', '时段'], source: null,
    body: `每次拨号之前，系统按启用的规则包与活动设置核对：当地时段、对此人与此号码的次数和间隔、禁呼登记、投诉、争议、保护期等。
案件上方“今日触达”写明已用次数、何时可再拨；号码旁是对方当地时间。规则拒绝的，人工拨号同样拒绝。
客户要求不再联系、称打错了、有代理律师的，用相应的结果代码提交，系统随即停止拨打。`,
  },
];
