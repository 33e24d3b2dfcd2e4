/** All parsers that face outside. */
import { apiTargets } from './targets/api.js';
import { bundleTargets } from './targets/bundles.js';
import { deskTargets } from './targets/desk.js';
import { eslTargets } from './targets/esl.js';
import { jsonTargets } from './targets/json.js';
import { tableTargets } from './targets/tables.js';
import { textTargets } from './targets/texts.js';
import { webhookTargets } from './targets/webhooks.js';
import type { AnyTarget } from './target.js';

export async function allTargets(): Promise<readonly AnyTarget[]> {
  return [...eslTargets(), ...tableTargets(), ...deskTargets(), ...jsonTargets(), ...textTargets(), ...await bundleTargets(), ...await webhookTargets(), ...await apiTargets()];
}
/** How many inputs each gets of `runs` in all; at least 20. */
export const shareOf = (targets: readonly AnyTarget[], runs: number): readonly number[] => {
  const whole = targets.reduce((sum, one) => sum + one.share, 0);
  return targets.map((one) => Math.max(20, Math.ceil((runs * one.share) / whole)));
};
