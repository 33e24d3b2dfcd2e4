/** The languages a screen is walked in: both in `npm run test:deep`; in `npm test` one each, in turns, as a browser's walk is the dearest test there is. */
const BOTH = ['zh-CN', 'en'] as const;
export type Language = (typeof BOTH)[number];
let turn = 0;

export function languages(): readonly Language[] {
  return process.env['DUNWELL_LANGUAGES'] === 'both' ? BOTH : [BOTH[turn++ % 2]!];
}
