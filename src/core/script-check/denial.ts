/**
 * Where forbidden words are denied, forbidden, quoted or warned of, nothing is wrong: "we will never have you arrested",
 * "never say 'deadbeat'", "if anybody claims to be the court, hang up".
 */
import type { Normal } from './normalise.js';

/** One sentence's bounds in the normalised text. */
export interface Span { readonly from: number; readonly to: number }

const NOT_ZH = '(?:不会|不能|不得|不可以?|不应该?|不要|不准|不许|不允许|不必|不需要?|不用|不存在|不涉及|不属于|不代表|不等于|不构成|不打算|不至于|不采取|不再|不去|不向|不把|不给|不对|不发|不进行|不收取?|不另收|绝不|决不|从不|从未|从来没|并未|尚未|未(?:经|曾|对|向|给)|并非|并不|不是|没有(?!人|还|钱|处理|按)|无权|禁止|严禁|请勿|切勿|勿|避免|杜绝|拒绝|停止|取消|无需|谢绝|防止|别(?!逼|以为|怪|等|想|的|家|人|无|处))';
const NOT_EN = "(?:\\b(?:not|never|don't|doesn't|didn't|won't|wouldn't|can't|cannot|couldn't|isn't|aren't|wasn't|weren't|shouldn't|mustn't|nobody|no one|none|nor|neither|without|avoid|refrain from|stop|prohibit\\w*|forbid\\w*|unable to|refuse to|against the rules to|no longer|nothing to do with|instead of|rather than|no)\\b)";
/** What stands between a "not" and the words it denies must not turn the sentence: "don't pay and we will …". */
const TURNS = /就|便会|则|否则|不然|要不|的话|除非|直到|只好|只能|那么?我|等着|\b(?:unless|otherwise|until|then|and (?:we|i|you|they)|or (?:we|i|you|else|it)|but|so (?:we|i|you)|because|we(?:'ll| will| are going|'re going)|i(?:'ll| will| am going|'m going)|you(?:'ll| will| are going|'re going)|before (?:we|i))\b/u;
/** No denial at all, though it has its form. */
const RHETORIC = /难道|不想(?:我们|让|被|你)|别逼|不要逼|不希望(?:我们|你|您)|想不想|要不要我|不会(?:不|以为)|不得不|不能不|不是(?:吓|开玩笑|跟你开)|以为(?:我们)?不(?:会|敢)|信不信|(?:不|没).{0,14}(?:吗|么|吧)$|\b(?:don't make (?:me|us)|do not make (?:me|us)|(?:don't|do not|wouldn't) want (?:me|us|your|the|to|that)|not (?:joking|kidding|bluffing|playing)|don't think (?:we|i) (?:won't|can't|wouldn't)|don't force|not (?:only|just)|won't (?:hesitate|stop|think twice)|can't (?:stop|help)|no choice|if you (?:don't|do not)|why (?:don't|not)|never (?:mind|stop)|wouldn't it be|haven't you|aren't you)\b/u;
/** The "not" belongs to a condition: "if this isn't settled the sheriff will come". */
const IF = /(?:如果|要是|若是?|倘若|假如|再|一旦|只要|万一)(?:你|您)?.{0,4}$|\b(?:if|unless|until|when|once|since|because)(?: \w+){0,3} $/u;
const AFTER_ZH = /^.{0,14}?(?:是不会|是不允许|是不可能|是被?禁止|是违[法规]|不合规|都是假|是假的|是诈骗|是骗|我们不做|不会(?:发生|做|有)|不存在|属于违规|是谣言|的(?:说法|言论|行为|话).{0,6}(?:不|违|禁|错)|等(?:字眼|用语|说法|词|表述|行为|手段|方式|违规|不当)|(?:均|都|一律)?(?:属于?)?(?:禁用|禁止|违规))/u;
const AFTER_EN = /^.{0,40}?\b(?:is not allowed|are not allowed|isn't allowed|is prohibited|are prohibited|is against (?:the law|our|company)|is illegal|are illegal|is a scam|are scams|is not something we|isn't something we|is forbidden|are forbidden|never happens?|is out of the question|is not going to happen|is false|is untrue|is a myth)\b/u;
/** Somebody else says it, asks it, fears it, or must not say it. */
const FRAME = /有人|骗子|诈骗分子|不法分子|诈骗电话|谨防|警惕|当心受骗|不要相信|请勿相信|别相信|不要轻信|冒充|假冒|自称|声称|谣言|误解|误以为|培训|话术规范|禁用|禁语|禁止|违规|不得|严禁|(?:您|你|客户|对方|债务人|欠款人|他|她)(?:刚才|之前|说|提到|表示|反映|投诉|担心|害怕|怕|问|询问|听说|收到|觉得|认为)|(?:客户|债务人|对方)(?:如|若|如果)?(?:说|问|提)|担心|害怕|听说|传言|不是说|遇到.{0,8}(?:请|可)|如(?:果|有|遇).{0,10}(?:人员|员工|坐席|催收员|同事|机构).{0,10}(?:请|可以|欢迎)|(?:如果|若|一旦)(?:我们的|我司的|我司|本公司)?(?:人员|员工|坐席|催收员)|\b(?:scam\w*|fraudster\w*|imposter\w*|impostor\w*|beware|pretend\w*|claim(?:s|ing)? to be|if (?:anyone|anybody|someone|somebody|any (?:agent|collector|caller)|a (?:caller|collector)|one of our)|do not believe|don't believe|never say|do not say|don't say|must not say|agents? (?:must|may|should|shall) (?:not|never)|collectors? (?:must|may|should|shall) (?:not|never)|prohibited|(?:are|were) you (?:asking|worried|afraid|told)|you (?:asked|mentioned|said|told|were worried|are worried|may have heard|heard|complained|reported|feared)|(?:customer|consumer|debtor|caller|they|he|she) (?:says|said|asks|asked|mentions|mentioned|reports|reported|claims|complained|fears|worries)|worried (?:about|that)|afraid (?:of|that)|rumou?rs?|training|for example of what)\b/u;

/** Does the sentence deny, forbid or merely report the words at [start, end)? */
export function denied(normal: Normal, sentence: Span, start: number, end: number): boolean {
  const clause = normal.text.slice(clauseStart(normal, sentence.from, start), start);
  const whole = normal.text.slice(sentence.from, sentence.to);
  const rhetorical = RHETORIC.test(whole);
  if (!rhetorical && negates(clause)) return true;
  const inside = normal.text.slice(start, end);
  if (!rhetorical && /不是|并非|并不|不会|不需|不用|不必|无需|不要|不得|请勿|不能|\b(?:not|never|won't|don't)\b/u.test(inside.slice(1, -1))) return true;
  const after = normal.text.slice(end, sentence.to);
  return AFTER_ZH.test(after) || AFTER_EN.test(after);
}
/** Is what stands at [start, end) somebody else's word, a quotation, or the subject of a warning? */
export function reported(normal: Normal, sentence: Span, start: number): boolean {
  const before = normal.text.slice(sentence.from, start);
  if (FRAME.test(before)) return true;
  const whole = normal.text.slice(sentence.from, sentence.to);
  // A quotation needs somebody it is quoted from, or a word about it, anywhere in the sentence.
  return normal.quoted.has(start) && (FRAME.test(whole) || /说|称|讲|用语|字眼|词|表述|\b(?:say|says|said|word|words|phrase|phrases|wording)\b/u.test(whole) && /不|禁|避免|错|违|勿|\b(?:not|never|avoid|no)\b/u.test(whole));
}

function negates(clause: string): boolean {
  const zh = lastMatch(clause, new RegExp(NOT_ZH, 'gu'));
  if (zh !== null && clause.length - zh.end <= 20 && !TURNS.test(clause.slice(zh.end)) && !IF.test(clause.slice(0, zh.start))) return true;
  const en = lastMatch(clause, new RegExp(NOT_EN, 'gu'));
  return en !== null && clause.length - en.end <= 60 && !TURNS.test(clause.slice(en.end)) && !IF.test(clause.slice(0, en.start));
}
function lastMatch(text: string, pattern: RegExp): { readonly start: number; readonly end: number } | null {
  let last: { readonly start: number; readonly end: number } | null = null;
  for (const found of text.matchAll(pattern)) last = { start: found.index, end: found.index + found[0].length };
  return last;
}
/** A list goes on after a comma ("we will not call your family, your friends or your employer"): only a verb of ours begins anew. */
function clauseStart(normal: Normal, from: number, start: number): number {
  for (let at = start; at > from; at -= 1) {
    if (!normal.breaks.has(at)) continue;
    const rest = normal.text.slice(at, start);
    const listGoesOn = (rest === '' && /[a-z]/u.test(normal.text[start] ?? '')) || /^(?:也|或|以及|更|并|和|不|nor|or|and (?:we )?(?:will )?(?:not|never))/u.test(rest);
    if (!listGoesOn) return at;
  }
  return from;
}
