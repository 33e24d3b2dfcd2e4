/**
 * Which characters and spellings mean the same. Only what occurs in the patterns is folded: a traditional form that no
 * pattern knows needs no simplified one.
 */

/** Traditional and simplified, in turn. */
const TRADITIONAL = '們们個个來来說说還还錢钱這这樣样為为麼么沒没關关電电話话號号銀银錄录單单張张貼贴網网發发爾尔實实後后會会應应該该對对嗎吗給给讓让賬账帳账戶户凍冻結结產产資资車车賣卖貸贷債债務务親亲屬属媽妈爺爷兒儿學学師师長长領领導导辦办處处罰罚執执強强審审檢检察察偵侦員员稱称機机構构證证據据碼码驗验簽签訴诉訟讼傳传達达門门堵堵揍揍斷断殘残廢废滾滚賤贱豬猪騙骗無无賴赖臉脸敗败醫医院院療疗癌癌藥药懷怀殘残喪丧葬葬費费費费雙双倍倍滯滞納纳違违約约訊讯錢钱轉转賬账過过時时效效繼继償偿還还責责職职員员黑黑單单終终鄰邻鄉乡業业書书記记錯错絕绝頓顿誰谁報报見见聽听讀读寫写開开閉闭問问間间聯联繫系係系總总認认識识點点緊紧急急東东邊边從从兩两倆俩鄧邓劉刘陳陈優优惠惠減减撥拨騷骚擾扰爛烂壓压嚇吓險险藍蓝請请謝谢麼么';
/** Characters written in place of others so that a filter does not see them; sound alike, and senseless where they stand. */
const SPELLINGS: readonly (readonly [string, string])[] = [
  ['做牢', '坐牢'], ['座牢', '坐牢'], ['坐劳', '坐牢'], ['坐老', '坐牢'], ['zuolao', '坐牢'], ['zuo牢', '坐牢'], ['坐lao', '坐牢'],
  ['爪你', '抓你'], ['爪您', '抓您'], ['zhua你', '抓你'], ['爪人', '抓人'],
  ['fa院', '法院'], ['fayuan', '法院'], ['珐院', '法院'], ['法yuan', '法院'], ['gongan', '公安'], ['gong安', '公安'], ['公an', '公安'], ['jing察', '警察'], ['jingcha', '警察'], ['警cha', '警察'], ['井察', '警察'],
  ['qisu', '起诉'], ['起su', '起诉'], ['起述', '起诉'], ['立an', '立案'],
  ['薇信', '微信'], ['徽信', '微信'], ['v信', '微信'], ['威信', '微信'], ['维信', '微信'], ['weixin', '微信'], ['微xin', '微信'], ['zfb', '支付宝'], ['支付bao', '支付宝'], ['之付宝', '支付宝'],
  ['暴通讯录', '爆通讯录'], ['抱通讯录', '爆通讯录'], ['通讯绿', '通讯录'], ['通迅录', '通讯录'], ['txl', '通讯录'], ['tongxunlu', '通讯录'], ['bao通讯录', '爆通讯录'],
  ['老lai', '老赖'], ['laolai', '老赖'], ['佬赖', '老赖'], ['老癞', '老赖'], ['不要lian', '不要脸'], ['不要碧莲', '不要脸'], ['不要逼脸', '不要脸'],
  ['shi用卡', '信用卡'], ['xyk', '信用卡'], ['拘liu', '拘留'], ['居留你', '拘留你'], ['锒铛入狱', '坐牢'], ['蹲号子', '蹲局子'], ['吃免费饭', '吃牢饭'],
  ['催shou', '催收'], ['yuqi', '逾期'], ['逾qi', '逾期'], ['预期未还', '逾期未还'], ['dan位', '单位'], ['danwei', '单位'], ['老ban', '老板'], ['黑明单', '黑名单'], ['黑ming单', '黑名单'],
  ['操尼', '操你'], ['草泥马', '操你妈'], ['草你', '操你'], ['艹你', '操你'], ['尼玛', '你妈的'], ['特么的', '他妈的'], ['踏马', '他妈的'], ['煞笔', '傻逼'], ['傻b', '傻逼'], ['傻屄', '傻逼'], ['沙比', '傻逼'], ['鸡8', '鸡巴'],
];
/** Digits and signs inside a Latin word. */
const LEET: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's', '!': 'i' };

export const SIMPLIFIED: ReadonlyMap<string, string> = pairs();
export const RESPELLED: readonly { readonly from: readonly string[]; readonly to: string }[] = SPELLINGS.map(([from, to]) => ({ from: Array.from(from), to }));
export const leet = (char: string): string | undefined => LEET[char];

function pairs(): Map<string, string> {
  const chars = Array.from(TRADITIONAL);
  const map = new Map<string, string>();
  for (let at = 0; at + 1 < chars.length; at += 2) map.set(chars[at] ?? '', chars[at + 1] ?? '');
  return map;
}
