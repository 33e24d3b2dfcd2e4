/** Keeps phone numbers out of log texts and of reasons that travel on. Knows nothing else. */

/** Keeps the first 3 and the last 2 of each run of 7 digits or more. */
export function mask(text: string): string {
  return text.replace(/\d{7,}/g, (run) => run.slice(0, 3) + '*'.repeat(run.length - 5) + run.slice(-2));
}

/** What was thrown, in words fit for a log. */
export function maskedError(error: unknown): string {
  return mask(error instanceof Error ? error.message : String(error));
}
