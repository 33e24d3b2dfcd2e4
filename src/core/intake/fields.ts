import type { PartyRole } from '../records/index.js';

/** How the cells of a field are read. */
export type FieldKind = 'text' | 'name' | 'identity' | 'phone' | 'amount' | 'currency' | 'date' | 'time' | 'count' | 'risk' | 'relation' | 'tags' | 'email' | 'address' | 'region' | 'schedule' | 'word' | 'note';

/** One thing a file may say, and the headers by which it is recognised. */
export interface FieldSpec {
  readonly field: string;
  readonly kind: FieldKind;
  /** Header words as people write them; matched by `headerKey`. */
  readonly zh: readonly string[];
  readonly en: readonly string[];
  /** May come several times, numbered (`联系人电话2`, `contact phone 2`). */
  readonly many?: true;
  /** Whose it is. */
  readonly role?: PartyRole;
  /** For `docs/imports.md`. */
  readonly says: string;
}

const debtor = [
  { field: 'name', kind: 'name', zh: ['姓名', '客户姓名', '债务人', '债务人姓名', '借款人', '借款人姓名', '持卡人', '持卡人姓名', '主借人', '主借人姓名', '被催收人'], en: ['name', 'full name', 'debtor', 'debtor name', 'customer name', 'borrower', 'borrower name', 'client name'], role: 'debtor', says: 'the debtor’s name; required' },
  { field: 'identity', kind: 'identity', zh: ['身份证', '身份证号', '身份证号码', '证件号', '证件号码', '证件编号', '客户身份证号', '债务人身份证号', '借款人身份证号', '统一社会信用代码'], en: ['identity', 'identity number', 'id number', 'id no', 'id card', 'id card number', 'national id', 'passport', 'passport number', 'ssn'], role: 'debtor', says: 'the debtor’s identity number: the same number is the same person' },
  { field: 'phone', kind: 'phone', many: true, zh: ['手机', '手机号', '手机号码', '电话', '电话号码', '本人电话', '本人手机', '本人手机号', '本人联系电话', '联系电话', '联系方式', '移动电话', '客户手机', '客户手机号', '客户电话', '借款人手机号', '借款人电话', '债务人电话', '债务人手机号', '备用电话', '其他电话'], en: ['phone', 'phone number', 'mobile', 'mobile phone', 'mobile number', 'cell', 'cell phone', 'telephone', 'tel', 'debtor phone', 'customer phone', 'borrower phone', 'primary phone', 'alternate phone'], role: 'debtor', says: 'the debtor’s own numbers; dialed' },
  { field: 'email', kind: 'email', zh: ['邮箱', '电子邮箱', '邮件', '电子邮件'], en: ['email', 'e-mail', 'email address'], role: 'debtor', says: 'e-mail address' },
  { field: 'address', kind: 'address', many: true, zh: ['地址', '家庭地址', '住址', '居住地址', '户籍地址', '联系地址', '通讯地址', '单位地址'], en: ['address', 'home address', 'residential address', 'mailing address', 'work address'], role: 'debtor', says: 'postal address' },
  { field: 'region', kind: 'region', many: true, zh: ['地区', '所在地区', '省份', '省', '所在省份', '所在省', '居住省份', '户籍省份', '地址所在地'], en: ['region', 'state', 'province', 'address region', 'address state', 'region code', 'state or province'], role: 'debtor', says: 'where the address of the same number lies, for the hours and the law of that place: an ISO 3166 code (`US-CA`, `CN-XJ`, `HK`), a state or province by letters or name, 新疆 …; without an address, an address of its own' },
] as const satisfies readonly FieldSpec[];

const others = [
  { field: 'guarantorName', kind: 'name', many: true, zh: ['担保人', '担保人姓名', '保证人', '保证人姓名'], en: ['guarantor', 'guarantor name'], role: 'guarantor', says: 'guarantor (has a duty to pay)' },
  { field: 'guarantorIdentity', kind: 'identity', many: true, zh: ['担保人身份证', '担保人身份证号', '担保人证件号', '保证人身份证号'], en: ['guarantor identity', 'guarantor id number', 'guarantor id'], role: 'guarantor', says: 'the guarantor’s identity number' },
  { field: 'guarantorPhone', kind: 'phone', many: true, zh: ['担保人电话', '担保人手机', '担保人手机号', '担保人联系电话', '保证人电话', '保证人手机号'], en: ['guarantor phone', 'guarantor mobile', 'guarantor telephone'], role: 'guarantor', says: 'the guarantor’s numbers; dialed' },
  { field: 'coDebtorName', kind: 'name', many: true, zh: ['共债人', '共债人姓名', '共同借款人', '共同借款人姓名', '共借人', '共借人姓名', '共同债务人'], en: ['co-debtor', 'co-debtor name', 'co-borrower', 'co-borrower name', 'joint debtor'], role: 'coDebtor', says: 'co-debtor (has a duty to pay)' },
  { field: 'coDebtorIdentity', kind: 'identity', many: true, zh: ['共债人身份证号', '共同借款人身份证号', '共借人身份证号', '共同债务人身份证号'], en: ['co-debtor identity', 'co-debtor id number', 'co-borrower id number'], role: 'coDebtor', says: 'the co-debtor’s identity number' },
  { field: 'coDebtorPhone', kind: 'phone', many: true, zh: ['共债人电话', '共债人手机号', '共同借款人电话', '共同借款人手机号', '共借人电话', '共借人手机号', '共同债务人电话'], en: ['co-debtor phone', 'co-debtor mobile', 'co-borrower phone', 'co-borrower mobile'], role: 'coDebtor', says: 'the co-debtor’s numbers; dialed' },
  { field: 'contactName', kind: 'name', many: true, zh: ['联系人', '联系人姓名', '紧急联系人', '紧急联系人姓名', '亲属姓名', '其他联系人', '其他联系人姓名'], en: ['contact', 'contact name', 'contact person', 'emergency contact', 'emergency contact name', 'reference name'], role: 'contact', says: 'a person the debtor named' },
  { field: 'contactRelation', kind: 'relation', many: true, zh: ['联系人关系', '与联系人关系', '紧急联系人关系', '与本人关系', '关系'], en: ['contact relation', 'contact relationship', 'emergency contact relationship', 'relationship', 'relation'], role: 'contact', says: 'how that person stands to the debtor; 配偶, 同事, 父母 … change the role to spouse, employer, household; never to one with a duty to pay' },
  { field: 'contactPhone', kind: 'phone', many: true, zh: ['联系人电话', '联系人手机', '联系人手机号', '联系人联系电话', '联系人联系方式', '紧急联系人电话', '紧急联系人手机', '紧急联系人手机号', '亲属电话', '亲友电话', '其他联系人电话'], en: ['contact phone', 'contact mobile', 'contact number', 'contact person phone', 'emergency contact phone', 'emergency phone', 'reference phone'], role: 'contact', says: 'that person’s numbers; never dialed automatically' },
  { field: 'spouseName', kind: 'name', zh: ['配偶', '配偶姓名'], en: ['spouse', 'spouse name'], role: 'spouse', says: 'spouse' },
  { field: 'spousePhone', kind: 'phone', many: true, zh: ['配偶电话', '配偶手机', '配偶手机号', '配偶联系电话'], en: ['spouse phone', 'spouse mobile'], role: 'spouse', says: 'the spouse’s numbers; never dialed automatically' },
  { field: 'employerName', kind: 'name', zh: ['单位', '单位名称', '工作单位', '公司', '公司名称', '任职单位'], en: ['employer', 'employer name', 'company', 'company name'], role: 'employer', says: 'employer' },
  { field: 'employerPhone', kind: 'phone', many: true, zh: ['单位电话', '单位联系电话', '公司电话', '办公电话', '工作电话'], en: ['employer phone', 'company phone', 'work phone', 'office phone', 'business phone'], role: 'employer', says: 'numbers at work; never dialed automatically' },
  { field: 'householdPhone', kind: 'phone', many: true, zh: ['家庭电话', '家庭联系电话', '住宅电话', '宅电', '家电'], en: ['home phone', 'household phone', 'residence phone'], role: 'household', says: 'the household’s numbers; never dialed automatically' },
] as const satisfies readonly FieldSpec[];

const account = [
  { field: 'contract', kind: 'text', zh: ['合同号', '合同编号', '合同号码', '借据号', '借据编号', '贷款合同号', '贷款编号', '账号', '账户号', '卡号', '信用卡号', '订单号', '案件编号', '案件号', '借款编号'], en: ['contract', 'contract number', 'contract no', 'contract id', 'loan number', 'loan id', 'account', 'account number', 'account no', 'account id', 'card number', 'reference number'], says: 'the creditor’s number of the debt: the same number is the same account; required' },
  { field: 'product', kind: 'text', zh: ['产品', '产品名称', '产品类型', '贷款产品', '贷款类型', '业务类型'], en: ['product', 'product name', 'product type', 'loan type'], says: 'product' },
  { field: 'currency', kind: 'currency', zh: ['币种', '货币', '货币代码'], en: ['currency', 'currency code'], says: 'ISO 4217 code or 人民币; without it: the default currency' },
  { field: 'total', kind: 'amount', zh: ['欠款总额', '欠款金额', '总欠款', '逾期金额', '逾期总额', '逾期总金额', '应还金额', '应还总额', '未还金额', '未还总额', '剩余应还', '催收金额', '当前欠款', '金额', '欠款'], en: ['amount', 'total', 'total due', 'total amount', 'amount due', 'balance', 'outstanding', 'outstanding balance', 'overdue amount', 'debt amount'], says: 'what is owed in all; where no component is given it counts as principal' },
  { field: 'principal', kind: 'amount', zh: ['本金', '剩余本金', '欠款本金', '逾期本金', '应还本金', '未还本金'], en: ['principal', 'principal due', 'outstanding principal', 'principal balance'], says: 'principal' },
  { field: 'interest', kind: 'amount', zh: ['利息', '欠款利息', '逾期利息', '应还利息', '未还利息'], en: ['interest', 'interest due', 'outstanding interest'], says: 'interest' },
  { field: 'penalty', kind: 'amount', zh: ['罚息', '违约金', '滞纳金', '应还罚息', '逾期罚息', '逾期违约金', '复利'], en: ['penalty', 'penalties', 'penalty interest', 'late fee', 'late charge', 'default interest'], says: 'penalty' },
  { field: 'fees', kind: 'amount', zh: ['费用', '手续费', '服务费', '其他费用', '应还费用', '担保费'], en: ['fees', 'fee', 'charges', 'other fees', 'service fee'], says: 'fees' },
  { field: 'minimumDue', kind: 'amount', zh: ['最低还款额', '最低还款', '最低应还', '最低应还款额'], en: ['minimum due', 'minimum payment', 'min due', 'minimum amount due'], says: 'least payment asked' },
  { field: 'overdueSince', kind: 'date', zh: ['逾期日期', '逾期日', '逾期开始日', '逾期开始日期', '逾期起始日', '逾期起始日期', '首次逾期日期', '最早逾期日期', '应还日期', '应还款日', '到期日'], en: ['overdue since', 'overdue date', 'past due since', 'due date', 'default date', 'delinquent since', 'first overdue date'], says: 'first day past due' },
  { field: 'daysPastDue', kind: 'count', zh: ['逾期天数', '当前逾期天数', '最大逾期天数'], en: ['days past due', 'dpd', 'overdue days', 'days overdue'], says: 'used only without an overdue date; counted back from the data date, else from the day of the first import of this file' },
  { field: 'asOf', kind: 'date', zh: ['数据日期', '截止日期', '统计日期', '数据截止日期', '余额日期'], en: ['as of', 'as of date', 'data date', 'balance date', 'statement date'], says: 'the day the amounts are right for; older data never replaces newer' },
] as const satisfies readonly FieldSpec[];

/** Numbered (`期次3应还日`, `第3期应还金额`, `instalment 3 due`), or all in one column. */
const schedule = [
  { field: 'schedule', kind: 'schedule', zh: ['还款计划', '还款计划表', '分期计划', '分期明细'], en: ['schedule', 'repayment schedule', 'instalments', 'installments', 'payment schedule'], says: 'the whole repayment schedule in one cell: `number:due:amount:paid`, one after the other with `;` between (`1:2026-01-05:1200.00:0;2:2026-02-05:1200.00`); paid may be left out' },
  { field: 'scheduleDue', kind: 'date', many: true, zh: ['期次应还日', '期次应还日期', '期次还款日', '期次到期日', '期应还日', '期应还日期', '期还款日', '期到期日'], en: ['instalment due', 'instalment due date', 'installment due', 'installment due date', 'schedule due'], says: 'day on which instalment n is due; 1 to 60' },
  { field: 'scheduleAmount', kind: 'amount', many: true, zh: ['期次应还金额', '期次应还', '期次金额', '期应还金额', '期应还', '期金额'], en: ['instalment amount', 'installment amount', 'schedule amount'], says: 'what is due then' },
  { field: 'schedulePaid', kind: 'amount', many: true, zh: ['期次已还金额', '期次已还', '期已还金额', '期已还'], en: ['instalment paid', 'installment paid', 'schedule paid'], says: 'what of it is paid; without it 0' },
] as const satisfies readonly FieldSpec[];
/** Instalments an account may have in a file. */
export const MOST_INSTALMENTS = 60;

const work = [
  { field: 'batch', kind: 'text', zh: ['批次', '批次号', '委案批次', '委外批次', '委案批次号'], en: ['batch', 'batch number', 'batch id', 'placement batch'], says: 'placement batch; without it: the open placement’s, else the batch given with the import, else the list’s name' },
  { field: 'placedAmount', kind: 'amount', zh: ['委案金额', '委托金额', '委外金额'], en: ['placed amount', 'placement amount'], says: 'amount at placement; without it: the total at first import' },
  { field: 'placedFrom', kind: 'date', zh: ['委案日期', '委托日期', '委外日期', '委案开始日期', '委托开始日期'], en: ['placed on', 'placement date', 'placed from', 'placement start'], says: 'first day of the placement' },
  { field: 'placedTo', kind: 'date', zh: ['委案到期日', '委案到期日期', '委案结束日期', '退案日期', '预计退案日期', '委托到期日', '委托结束日期'], en: ['placed to', 'placement end', 'recall date', 'return date', 'placement end date'], says: 'last day of the placement' },
  { field: 'priority', kind: 'count', zh: ['优先级', '优先级别', '优先'], en: ['priority', 'rank'], says: 'order of dialing, 0 to 1 000 000, higher first' },
  { field: 'risk', kind: 'risk', zh: ['风险', '风险等级', '风险级别', '风险类别'], en: ['risk', 'risk class', 'risk level'], says: '高 中 低 无, high middle low none' },
  { field: 'tags', kind: 'tags', zh: ['标签', '案件标签'], en: ['tags', 'labels', 'tag'], says: 'tags, separated by comma or semicolon' },
] as const satisfies readonly FieldSpec[];

/** Everything a placement file may say; the other kinds are in `kinds.ts`. */
export const FIELDS = [...debtor, ...others, ...account, ...schedule, ...work] as const;

/** Relations as files write them → role. None of these has a duty to pay: a word in a cell never makes a debtor. */
const RELATIONS: readonly (readonly [RegExp, PartyRole])[] = [
  [/配偶|夫妻|丈夫|妻子|老公|老婆|爱人|spouse|husband|wife/i, 'spouse'],
  [/父|母|子女|儿子|女儿|家人|兄|弟|姐|妹|parent|father|mother|\bson\b|daughter|sibling|brother|sister|family/i, 'household'],
  [/同事|单位|公司|领导|colleague|coworker|employer|work/i, 'employer'],
];
/** Role of a contact person by the relation cell; `contact` when it says nothing known. */
export const roleOfRelation = (text: string): PartyRole => RELATIONS.find(([words]) => words.test(text))?.[1] ?? 'contact';

/** 高/high → high …; null when unknown. */
export function parseRisk(raw: string): 'low' | 'middle' | 'high' | 'none' | null {
  const text = raw.normalize('NFKC').trim().toLowerCase();
  if (/^(?:高|高风险|high|h)$/.test(text)) return 'high';
  if (/^(?:中|中风险|middle|medium|m)$/.test(text)) return 'middle';
  if (/^(?:低|低风险|low|l)$/.test(text)) return 'low';
  return /^(?:无|无风险|none)$/.test(text) ? 'none' : null;
}

/** Cells that say nothing: empty, `-`, `无`, `N/A`, `NULL`. */
export const isBlank = (cell: string): boolean => cell === '' || /^(?:[-—/\\]+|无|暂无|N\/A|#N\/A|NULL|nil)?$/i.test(cell.trim());
