/** What a check answers. */
import type { DoctorCheck } from '../../contract/cli.js';
import type { Config } from '../../config.js';

export type Check = DoctorCheck;
export type Checker = (config: Config) => Promise<readonly Check[]>;

const make = (state: Check['state']) => (check: string, text: string, mend: string | null = null, about: string | null = null): Check => ({ check, about, state, text, mend });
export const fine = make('ok');
export const warning = make('warning');
export const wrong = make('wrong');
export const skipped = make('skipped');
