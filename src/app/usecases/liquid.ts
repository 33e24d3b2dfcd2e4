/**
 * Scripts are Liquid templates: logic-less, no files, no time, bounded work. What a template may say is `SCRIPT_SAMPLE`.
 * Knows liquidjs; must not know where variables come from.
 */
import { Liquid } from 'liquidjs';
import { fail, ok, type Result } from '../../core/result.js';

/** Variables of a script and an example of each; money and dates come as ready text. */
export const SCRIPT_SAMPLE = {
  name: '张三', creditor: '示例银行', stage: 'M1', daysPastDue: 12, total: '1234.56', currency: 'CNY', minimumDue: '300.00', contract: '****1234', product: '信用贷',
  collector: '李四', campaign: '九月提醒', today: '2026-09-01', promise: '2026-09-03', custom: {},
} as const;

// Each round of a loop takes of the memory, so that limit bounds the work too, and first. The one of time is by the wall: on a
// machine that is busy elsewhere a good script must not fail by it in front of a customer.
const engine = new Liquid({
  templates: {}, ownPropertyOnly: true, strictFilters: true, strictVariables: false,
  parseLimit: 50_000, renderLimit: 1_000, memoryLimit: 30_000,
});
/** Tags that read other templates have nothing to read here, and would only fail in front of a customer. */
const NO_TAGS = /\{%-?\s*(include|render|layout|block)\b/;

/** Does the template parse, and render with the sample? */
export function checkTemplate(body: string, at: string): Result<null> {
  if (NO_TAGS.test(body)) return fail('script.template', 'include, render, layout and block are not available', at);
  const rendered = renderTemplate(body, SCRIPT_SAMPLE);
  return rendered.ok ? ok(null) : fail('script.template', rendered.error.text, at);
}

/** Fills a template in. The answer is plain text: whoever shows it must not take it as HTML. Fails with `script.template`, never throws. */
export function renderTemplate(body: string, variables: object): Result<string> {
  try {
    const text: unknown = engine.parseAndRenderSync(body, variables);
    return ok(typeof text === 'string' ? text : String(text));
  } catch (error) {
    return fail('script.template', error instanceof Error ? (error.message.split('\n')[0] ?? 'not a template').slice(0, 300) : 'not a template');
  }
}
