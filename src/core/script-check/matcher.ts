/** Finds what must not be said. */
import { CATEGORIES } from './categories/index.js';
import { denied, reported, type Span } from './denial.js';
import { normaliseSteps, STOP, type Normal } from './normalise.js';
import type { CaseFact, Category, Condition, Finding, Pattern, Setting } from './types.js';
import { DEBT_EN, DEBT_ZH } from './words.js';

interface Rule { readonly category: Category; readonly pattern: Pattern; readonly re: RegExp; readonly unless: RegExp | null; readonly han: boolean }

const RULES: readonly Rule[] = CATEGORIES.flatMap((category) => category.patterns.map((one) => {
  const pattern: Pattern = typeof one === 'string' ? { re: one } : one;
  return { category, pattern, re: new RegExp(pattern.re, 'gu'), unless: pattern.unless === undefined ? null : new RegExp(pattern.unless, 'u'), han: /[\u3400-\u9fff]/u.test(pattern.re) };
}));
/** Lawful announcements of a right; true only when the creditor really means to use it. */
const RIGHTS = new RegExp('保留.{0,10}(?:依法|法律).{0,12}权利|依法.{0,6}(?:提起)?诉讼|(?:通过|采取|走|启动|进入)(?:法律|司法|诉讼)(?:途径|程序|手段|措施)|依法.{0,4}(?:主张|维护).{0,4}权[利益]|\\b(?:reserves?|keeps?|retains?)(?: \\w+){0,3} (?:legal )?rights?\\b|\\b(?:may|might|could)(?: \\w+){0,4} legal (?:action|remedies|options|steps|proceedings)', 'gu');
const DEBT = new RegExp(`${DEBT_ZH}|\\b${DEBT_EN}\\b`, 'gu');
const SELF_HARM_WORDS = /不想活|活不下去|想死|自杀|跳楼|轻生|结束(?:自己|生命)|割腕|\b(?:kill myself|end (?:it all|my life)|suicid\w*|want to die|better off dead|hurt myself)\b/u;

const LONGEST = 500;

export interface Text { readonly source: string; readonly normal: Normal; readonly sentences: readonly Sentence[] }
export interface Sentence extends Span { /** null: not a transcript, or nobody named. */ readonly speaker: 'agent' | 'customer' | null }

/** Takes a text apart. In a transcript, lines begin with who speaks ("坐席:", "Customer:"). */
export function* readText(source: string, setting: Setting): Generator<void, Text> {
  const normal = yield* normaliseSteps(source);
  const sentences: Sentence[] = [];
  let speaker: Sentence['speaker'] = null;
  let from = 0;
  for (let at = 0; at <= normal.text.length; at += 1) {
    // What never ends is cut: patterns need bounded work, and no sentence needs more.
    const cut = at - from >= LONGEST;
    if (at < normal.text.length && normal.text[at] !== STOP && !cut) continue;
    const said = normal.text.slice(from, at);
    if (setting.kind === 'transcript') {
      if (/^(?:客户|债务人|欠款人|对方|用户|借款人|customer|consumer|debtor|caller|borrower|client)/u.test(said) && normal.breaks.size > 0) speaker = 'customer';
      else if (/^(?:坐席|催收员|客服|员工|机器人|专员|agent|collector|rep|bot|robot)/u.test(said)) speaker = 'agent';
    }
    if (at > from) sentences.push({ from, to: at, speaker });
    from = cut && normal.text[at] !== STOP ? at : at + 1;
  }
  return { source, normal, sentences };
}

/** Characters of sentences that are looked at between two steps; each sentence counts as so many more, as every rule looks at it. */
const STEP = 400;
const PER_SENTENCE = 20;

/** Every forbidden statement, in order; one finding for each category and sentence. In steps, between which others may work. */
export function* findForbidden(text: Text, setting: Setting): Generator<void, readonly Finding[]> {
  const found: Finding[] = [];
  const facts = new Set<CaseFact>(setting.facts);
  if (facts.has('judgment')) facts.add('suitFiled');
  let distress = false;
  let looked = 0;
  for (const sentence of text.sentences) {
    looked += sentence.to - sentence.from + PER_SENTENCE;
    if (looked > STEP) { looked = 0; yield; }
    const said = text.normal.text.slice(sentence.from, sentence.to);
    if (sentence.speaker === 'customer') { distress ||= SELF_HARM_WORDS.test(said); continue; }
    const mine = new Map<string, Finding>();
    const [han, latin] = [/[\u3400-\u9fff]/u.test(said), /[a-z]/u.test(said)];
    for (const rule of RULES) {
      if ((rule.han ? !han : !latin) || !applies(rule, setting, facts) || mine.has(rule.category.id)) continue;
      for (const match of said.matchAll(rule.re)) {
        if (match[0].length === 0 || rule.unless?.test(said) === true) continue;
        const start = sentence.from + match.index;
        const end = start + match[0].length;
        if (reported(text.normal, sentence, start)) continue;
        if (rule.pattern.plain !== true && denied(text.normal, sentence, start, end)) continue;
        mine.set(rule.category.id, finding(text, rule.category, start, end));
        break;
      }
    }
    const debt = first(said, DEBT);
    if (debt !== null && setting.to === 'thirdParty' && !mine.has('3P-DISCLOSE')) note(mine, text, '3P-DISCLOSE', sentence.from + debt.at, sentence.from + debt.to);
    if (distress && sentence.speaker === 'agent' && debt !== null && !mine.has('SELF-HARM')) note(mine, text, 'SELF-HARM', sentence.from + debt.at, sentence.from + debt.to);
    found.push(...[...mine.values()].sort((a, b) => a.start - b.start));
  }
  return found;
}

/** Statements that are lawful only while the case file bears them out. */
export function findConditions(text: Text, setting: Setting): readonly Condition[] {
  if (setting.facts.includes('suitApproved') || setting.facts.includes('suitFiled')) return [];
  return [...text.normal.text.matchAll(RIGHTS)].map((match) => ({ needs: 'suitApproved', ...place(text, match.index, match.index + match[0].length) }));
}

/** The first word that tells there is a debt, as an offset in the normalised text. */
export function firstDebtWord(text: Text): number | null {
  const spoken = text.sentences.filter((one) => one.speaker !== 'customer');
  for (const sentence of spoken) {
    const debt = first(text.normal.text.slice(sentence.from, sentence.to), DEBT);
    if (debt !== null) return sentence.from + debt.at;
  }
  return null;
}

export function place(text: Text, from: number, to: number): { readonly start: number; readonly end: number; readonly text: string } {
  const start = text.normal.starts[from] ?? text.source.length;
  const end = to > from ? text.normal.ends[to - 1] ?? text.source.length : start;
  return { start, end, text: text.source.slice(start, end) };
}
function applies({ category, pattern }: Rule, setting: Setting, facts: ReadonlySet<CaseFact>): boolean {
  if (category.markets !== undefined && !category.markets.includes(setting.market)) return false;
  if (pattern.kinds !== undefined && !pattern.kinds.includes(setting.kind)) return false;
  return pattern.fact === undefined || !facts.has(pattern.fact);
}
function finding(text: Text, category: Category, from: number, to: number): Finding {
  return { category: category.id, severity: category.severity, name: category.name, ...place(text, from, to), why: category.why, law: category.law, instead: category.instead };
}
function note(mine: Map<string, Finding>, text: Text, id: string, from: number, to: number): void {
  const category = CATEGORIES.find((one) => one.id === id);
  if (category !== undefined) mine.set(id, finding(text, category, from, to));
}
function first(text: string, pattern: RegExp): { readonly at: number; readonly to: number } | null {
  for (const match of text.matchAll(pattern)) return { at: match.index, to: match.index + match[0].length };
  return null;
}
