/**
 * Beside vitest's own report: counts what passed, failed and was skipped (and why) and writes it down for check.mjs.
 * A file that can't be loaded, a failed hook and an error nobody caught count as failures.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export default class Tally {
  passed = 0;
  failed = 0;
  skipped = [];

  onTestCaseResult(test) {
    const result = test.result();
    if (result.state === 'passed') this.passed += 1;
    else if (result.state === 'failed') this.failed += 1;
  }

  onTestRunEnd(modules, unhandled) {
    this.failed += unhandled.length;
    for (const module of modules) {
      this.failed += module.errors().length;
      for (const suite of module.children.allSuites()) this.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'skipped') this.skipped.push({ test: `${module.relativeModuleId} > ${test.fullName}`, why: result.note ?? reasonOf(test) });
      }
    }
    const path = process.env.DUNWELL_TALLY;
    if (!path) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify({ passed: this.passed, failed: this.failed, skipped: this.skipped }));
  }
}

/** A suite whose setup failed skips its tests; a whole suite skipped on purpose says why in its name: `… (needs FREESWITCH_HOME)`. */
function reasonOf(test) {
  for (let up = test.parent; up; up = up.type === 'suite' ? up.parent : undefined) if (up.errors().length > 0) return 'the setup of its suite failed';
  return /\((needs [^)]*|skipped: [^)]*|[^()]*)\)$/.exec(test.fullName)?.[1] ?? 'no reason given';
}
