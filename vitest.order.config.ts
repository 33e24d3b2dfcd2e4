/** Which test files start first: those that drive browsers and processes take longest, and one of them left to the end would run alone. */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const FIRST = ['console', 'cli', 'boot', 'import', 'rehearsal', 'conductor', 'http'];
function rank(file: TestSpecification): number {
  const place = FIRST.indexOf(relative(import.meta.dirname, file.moduleId).split(/[\\/]/)[1] ?? '');
  return place === -1 ? FIRST.length : place;
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
