/** Pieces the patterns are put together from. */
import { CREDITOR_VAR, DEBT_VAR } from './normalise.js';

export const YOU = '(?:你们?|您|妳)';
export const KIN = '(?:老婆|老公|爱人|妻子|丈夫|配偶|父母|爸妈|爸爸?|妈妈?|父亲|母亲|儿子|女儿|孩子|小孩|子女|闺女|娃|家里人?|家人|家属|亲戚|亲属|兄弟|姐妹|哥哥?|姐姐|弟弟|妹妹|岳父|岳母|爷爷|奶奶|老人|男朋友|女朋友|对象)';
export const CIRCLE = `(?:${KIN}|通讯录|联系人|亲友|亲朋好友|朋友|好友|邻居|同学|室友|村里|村委|村支书|媒人|身边(?:的)?人)`;
export const WORKPLACE = '(?:单位|公司|领导|老板|人事|hr|学校|辅导员|班主任|老师|厂里|工厂|部队|上司|主管|经理|同事|财务)';
/** Words that tell whoever hears them that there is a debt. */
export const DEBT_ZH = `(?:欠款|欠了|欠着|欠我|欠银|欠钱|逾期|拖欠|贷款|借款|债务|债权|还款|还钱|催收|账单|本金|罚息|应还|未还|最低还款|分期|${DEBT_VAR})`;
export const DEBT_EN = `(?:debts?|owes?|owed|owing|past due|overdue|delinquen\\w*|loans?|balance|repay\\w*|collections? (?:agency|department|account)|collect (?:a|this|the) debt|in default|instal?lments?|${DEBT_VAR})`;
export const BANK_ZH = `(?:银行|信用卡中心|卡中心|总行|分行|消费金融|${CREDITOR_VAR})`;
export const KIN_EN = '(?:wife|husband|spouse|partner|mother|father|mom|mum|dad|parents?|brother|sister|son|daughter|kids?|child|children|family|relatives?|cousin|uncle|aunt|boyfriend|girlfriend|in-?laws|grandm\\w+|grandf\\w+|grandparents?)';
export const CIRCLE_EN = `(?:${KIN_EN}|friends?|neighbou?rs?|roommates?|contacts?|contact list|phone ?book|address book|references?|landlord|pastor|church|classmates?)`;
export const JOB_EN = '(?:boss|bosses|employer|manager|supervisor|hr|hr department|human resources|workplace|payroll|co ?-?workers?|colleagues?|company|office|job|work|school|principal)';
/** Up to n words in between. */
export const gap = (most: number): string => `(?: [\\w'$%-]+){0,${most}}`;
