/** A word in both languages. In vue-i18n's message syntax: `{name}` is a value, and a literal @, {, } or | is written {'@'}. */
export type Pair = readonly [zh: string, en: string];
export type Pairs = Readonly<Record<string, Pair>>;
