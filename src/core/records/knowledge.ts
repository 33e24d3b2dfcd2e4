/** What collectors look up while they talk: law, questions that are asked, products. */
import type { Id, Instant } from '../units.js';
import type { Kept } from './org.js';

export const ARTICLE_KINDS = ['law', 'faq', 'product'] as const;
export type ArticleKind = (typeof ARTICLE_KINDS)[number];
export const ARTICLE_LANGUAGES = ['zh', 'en'] as const;
export type ArticleLanguage = (typeof ARTICLE_LANGUAGES)[number];

/** What an article says and for whom. */
export interface ArticleText {
  readonly kind: ArticleKind; readonly language: ArticleLanguage;
  /** Whose debts it is for; null: all. */
  readonly creditorId: Id | null;
  /** Stage it is for, e.g. M1; null: any. */
  readonly stage: string | null;
  readonly tags: readonly string[]; readonly title: string;
  /** Plain text. */
  readonly body: string;
  /** Where it stands: the law and its article, the creditor's document. */
  readonly source: string | null;
  readonly enabled: boolean;
}
/** One article as it is now; `version` of the row rises with each edition, and each is kept (`ArticleEdition`). */
export interface Article extends Kept, ArticleText {
  readonly entityId: Id;
  /** Its name in files it is imported from, unique in the entity. */
  readonly key: string | null;
  readonly by: Id;
  /** What it is found by (core/knowledge/terms). */
  readonly terms: string;
}
/** What an article said in one of its versions. */
export interface ArticleEdition extends Kept, ArticleText { readonly articleId: Id; readonly number: number; readonly by: Id; readonly at: Instant }
