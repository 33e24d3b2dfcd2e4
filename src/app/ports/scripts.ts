import type { Result } from '../../core/result.js';

/** Fills a script's variables. Templates have no access to anything but the variables given. */
export interface ScriptRenderer {
  render(template: string, variables: Readonly<Record<string, unknown>>): Result<string>;
}
