/** An expected failure is a value. `code` is stable (it is what the API shows), `text` is for people and holds no personal data. */
export interface Failure {
  readonly code: string;
  readonly text: string;
  /** Where in the input, if anywhere: a JSON pointer, a column, a setting's name. */
  readonly at?: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const fail = (code: string, text: string, at?: string): { readonly ok: false; readonly error: Failure } =>
  ({ ok: false, error: at === undefined ? { code, text } : { code, text, at } });
