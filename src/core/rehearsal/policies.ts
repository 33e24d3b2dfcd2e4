/** A policy from its name. `predictive` and `nearzero` are the product's own pacer, the very code the campaign runner asks. */
import { makePacer } from '../pacing/pacer.js';
import { DEFAULT_PACER } from '../pacing/types.js';
import { fixedRatio, progressive } from './baselines.js';
import type { Policy } from './floor.js';
import type { PolicyName } from './policy-name.js';
import { productPolicy } from './product.js';
import type { Scenario } from './scenario.js';
import { vicidial } from './vicidial.js';

/** It starts as a new campaign does: with the product's priors and nothing learned; only that AMD runs is a setting and known. */
export function policyOf(name: PolicyName, scenario: Scenario): Policy {
  const pacer = () => makePacer({ ...DEFAULT_PACER, amd: scenario.amd !== null });
  switch (name.kind) {
    case 'predictive': return productPolicy(scenario, { kind: 'predictive' }, pacer());
    case 'nearzero': return productPolicy(scenario, { kind: 'nearZero', risk: name.risk }, pacer());
    case 'progressive': return progressive();
    case 'ratio': return fixedRatio(name.ready, name.busy);
    case 'vicidial': return vicidial(name.method);
  }
}
