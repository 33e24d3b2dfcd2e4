/** Why a row was refused or doubted, in Chinese; in English the server says it, with its details. */
import { lang } from '../../shared/i18n.js';

const ZH: Readonly<Record<string, string>> = {
  'contract.missing': '缺合同号', 'contract.scientific': '合同号被表格软件变成了科学计数法：请设为文本后重新导出', 'contract.invalid': '合同号超过 64 个字符', 'contract.unknown': '没有这个合同',
  'name.missing': '缺姓名', 'name.invalid': '姓名超过 200 个字符', 'identity.placeholder': '占位证件号，已忽略', 'identity.invalid': '不是证件号', 'identity.scientific': '证件号被表格软件变成了科学计数法', 'identity.birth': '证件号中的出生日期不可能', 'identity.checksum': '证件号校验位不对，按原样收下',
  'phone.invalid': '不是电话号码，已忽略', 'phone.country': '不认识的默认国家', 'phone.extension': '带分机号，不能直接拨打，已忽略', 'phone.scientific': '号码被表格软件变成了科学计数法', 'phone.none': '没有可拨的号码：保留案件，但无法拨打',
  'amount.missing': '缺金额', 'amount.invalid': '不是金额', 'amount.negative': '金额为负', 'amount.rounded': '小数位过多，已四舍五入', 'amount.decimals': '小数位多于币种允许', 'amount.mismatch': '各项之和与总额不符，以各项为准', 'amount.ambiguous': '金额写法有歧义', 'amount.scientific': '金额被写成科学计数法', 'amount.currency': '金额中的币种不符',
  'currency.invalid': '不是币种', 'date.invalid': '不是日期', 'date.ambiguous': '日期写法有歧义', 'number.invalid': '不是允许范围内的整数', 'risk.invalid': '不是风险等级，已忽略', 'region.unknown': '不认识的地区，已忽略：请写 CN-XJ、新疆、US-CA 等', 'email.invalid': '不是邮箱地址，已忽略',
  'schedule.shape': '还款计划格式不对', 'schedule.number': '期次编号不对', 'schedule.many': '期次过多', 'schedule.twice': '期次重复', 'schedule.incomplete': '期次缺应还日或金额',
  'payment.externalId': '缺流水号或流水号过长', 'payment.scientific': '流水号被表格软件变成了科学计数法', 'payment.type': '类型应为还款或冲正', 'payment.amount': '还款金额为零', 'payment.date': '还款日期缺失或在将来', 'payment.currency': '币种与合同不符', 'payment.conflict': '同一流水号内容不同', 'payment.unknown': '没有被冲正的这笔还款', 'payment.reversed': '这笔还款已冲正', 'payment.over': '超过欠款，多出部分记为溢缴',
  'recall.type': '应为撤案、结清、退案或留案', 'recall.date': '日期不允许', 'history.time': '缺时间', 'history.number': '外呼记录缺被叫号码', 'history.outcome': '外呼记录缺呼叫结果', 'history.channel': '不认识的渠道', 'history.type': '应为催记、承诺或外呼', 'history.promise': '承诺缺金额或日期', 'history.promiseState': '不认识的承诺状态', 'history.oldCall': '30 天前的通话，记为联系记录',
  'account.unknown': '没有这个合同', 'case.unknown': '没有这个案件', 'import.accountClosed': '合同已结清，保持不变', 'import.currencyDiffers': '币种与已有合同不同', 'import.older': '数据比已有的旧，未更新', 'import.contractTwice': '前面的行对同一合同说法不同，以前面的为准', 'import.caseDiffers': '前面的行对同一债务人的风险、优先级或自定义字段不同，以前面的为准', 'import.otherDebtor': '合同属于另一个证件号的人', 'import.nameDiffers': '已有姓名不同，保持原姓名', 'import.samePerson': '与债务人证件号相同，已忽略', 'import.possibleDuplicate': '可能与另一人重复，分开保留', 'import.placementOver': '委案已结束，未重新打开',
  'import.unknownColumn': '不认识的列，已忽略', 'import.columnTwice': '另一列已表示同一内容，已忽略', 'import.cells': '单元格数多于表头：可能有未加引号的逗号', 'import.quote': '引号未闭合', 'import.cellTooLong': '单元格过长', 'import.lineTooLong': '行过长', 'import.encoding': '编码无法识别', 'import.mergedAmount': '金额在合并单元格中，无法判断归属', 'import.tooManyColumns': '列过多', 'import.user': '没有这个催收员，未记名',
};
export const whyText = (one: { readonly code: string; readonly reason: string }): string => (lang() === 'en' ? one.reason : ZH[one.code] ?? one.reason);

/** `name (姓名)`, as the server names what a file needs: the part in the reader's language. */
export function needText(need: string): string {
  const [, english = need, chinese] = /^(.*?)\s*\((.*)\)$/.exec(need) ?? [];
  return lang() === 'en' ? english : chinese ?? english;
}
