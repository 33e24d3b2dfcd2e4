/** How a command ends: the exit code says what kind of end, one line on stderr says what happened. */

export const EXIT = {
  ok: 0,
  /** It was tried and failed. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  notFound: 3,
  /** A rule, a permission or the present state says no. */
  refused: 4,
  /** The server, or the switch, can't be reached or doesn't answer. */
  unreachable: 5,
  /** Not logged in, or the login has ended. */
  login: 6,
  /** Settings or an input file can't be used. */
  badInput: 7,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each code means, for `--help` and docs/cli.md. */
export const EXIT_MEANING: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'it was tried and failed (for doctor: something must be mended; for import: rows were bad)',
  2: 'the command line is wrong (for compliance check: the file is not one of cases)',
  3: 'there is no such thing',
  4: 'refused: by a rule, by your role, or by the present state',
  5: 'the server or the switch can\'t be reached or gives no answer',
  6: 'not logged in, or the login has ended',
  7: 'settings or the given file can\'t be used',
  130: 'interrupted',
};

/** An end that is not success. `code` is stable; `text` is one line for a person. */
export class CliError extends Error {
  constructor(readonly exit: ExitCode, readonly code: string, text: string, readonly details: readonly string[] = []) { super(text); }
}

/** The exit code for a problem of the API: its status, and where that says little its code. */
export function exitOf(status: number, code = ''): ExitCode {
  if (status === 401) return EXIT.login;
  if (status === 404) return EXIT.notFound;
  if (status === 400 || status === 413 || status === 415 || status === 428 || (status === 422 && /invalid|reference|format|encoding/.test(code))) return EXIT.badInput;
  if (status === 403 || status === 409 || status === 412 || status === 422 || status === 423 || status === 429) return EXIT.refused;
  if (status === 502 || status === 503 || status === 504) return EXIT.unreachable;
  return EXIT.failed;
}
