/**
 * A placement file of people who don't exist, as a loan system would send it: Chinese headers, GB names, sound checksums.
 * Clearly made up: identity numbers of region 99 (there is none), phones of one block (170 0000 0000 …), the word 演示.
 * The same seed gives the same file.
 */
import type { Dice } from '../../app/ports/system.js';
import { checkCharacter } from '../../core/phone/identity.js';
import { isoDate } from '../../core/time/zones.js';

const SURNAMES = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳';
const GIVEN = '明华丽娟强军洋敏静勇杰涛磊超秀兰霞平刚桂英文斌辉鹏宇浩欣怡佳琪晨曦思远子轩雨桐梓涵若彤嘉';
const PRODUCTS = ['演示信用卡', '演示消费贷', '演示现金分期', '演示车贷'] as const;
const RELATIONS = ['配偶', '父母', '同事', '朋友'] as const;
const HEADERS = ['客户姓名', '身份证号', '手机号', '备用电话', '合同号', '产品', '本金', '利息', '违约金', '币种', '逾期日期', '委案金额', '委案日期', '批次', '优先级', '风险等级', '联系人姓名', '联系人关系', '联系人电话'] as const;
const DAY = 86_400_000;

/** Numbers are counted through, so that each has its own last four digits while there are fewer than ten thousand. */
const phone = (n: number): string => `170${String(n).padStart(8, '0')}`;

export function demoLeads(count: number, dice: Dice, today: number): string {
  const upTo = (n: number): number => Math.floor(dice.next() * n);
  const of = <T>(list: readonly T[] | string): T | string => list[upTo(list.length)] ?? '';
  let phones = 0;
  const lines = [HEADERS.join(',')];
  for (let n = 0; n < count; n += 1) {
    const overdue = 1 + upTo(dice.next() < 0.75 ? 30 : 95);
    const principal = 80_000 + upTo(2_400_000);
    const interest = Math.round(principal * 0.0005 * overdue);
    const penalty = Math.round(principal * 0.0002 * overdue);
    const own = phone((phones += 1));
    const second = dice.next() < 0.3 ? phone((phones += 1)) : '';
    const contact = dice.next() < 0.4 ? phone((phones += 1)) : '';
    lines.push([
      name(of), identity(n, upTo), own, second, `YS-2026-${String(n + 1).padStart(6, '0')}`, of(PRODUCTS), yuan(principal), yuan(interest), yuan(penalty), 'CNY',
      isoDate(Math.floor(today / DAY) - overdue), yuan(principal + interest + penalty), isoDate(Math.floor(today / DAY) - Math.min(overdue, 3)), '演示批次', String(upTo(3)), of(['低', '中', '高']),
      contact === '' ? '' : name(of), contact === '' ? '' : of(RELATIONS), contact,
    ].join(','));
  }
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

const name = (of: (list: string) => string): string => `${of(SURNAMES)}${of(GIVEN)}${of(GIVEN)}`;
const yuan = (minor: number): string => (minor / 100).toFixed(2);
/** Region 99, born 1960 to 2002, numbered through: no two alike, and no real person's. */
function identity(n: number, upTo: (n: number) => number): string {
  const born = isoDate(Math.floor(Date.UTC(1960, 0, 1) / DAY) + upTo(42 * 365)).replaceAll('-', '');
  const first = `99${String(1000 + Math.floor(n / 1000)).padStart(4, '0')}${born}${String(n % 1000).padStart(3, '0')}`;
  return first + checkCharacter(first);
}
