/** Precision and recall on our own labelled sentences. `SHOW_ERRORS=tuned` lists the errors of the half that may be looked at. */
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../../src/core/script-check/index.js';
import { bySentence, bySeverity, foundIn, sentences, type Score } from './labelled.js';

const all = sentences();
const line = (name: string, one: Score): string => `${name.padEnd(26)} precision ${one.precision.toFixed(3)}  recall ${one.recall.toFixed(3)}  (${one.right} right, ${one.wrong} wrong, ${one.missed} missed)`;

describe('the script checker on labelled sentences', () => {
  it('has at least 400 different ones, about half of them lawful, in both languages and halves', () => {
    expect(new Set(all.map((one) => one.text)).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(400);
    const lawful = all.filter((one) => one.labels.size === 0).length;
    expect(Math.abs(lawful / all.length - 0.5)).toBeLessThan(0.03);
    for (const language of ['zh', 'en'] as const) expect(all.filter((one) => one.language === language).length).toBeGreaterThan(150);
    for (const half of ['tuned', 'heldOut'] as const) expect(all.filter((one) => one.half === half).length / all.length).toBeGreaterThan(0.4);
  });
  it('finds most of what is forbidden and little else', () => {
    const report = ['tuned', 'heldOut'].flatMap((half) => {
      const mine = all.filter((one) => one.half === half);
      return [line(`${half}: sentences ${mine.length}`, bySentence(mine)), ...SEVERITIES.map((severity) => line(`  ${severity}`, bySeverity(mine, severity))),
        ...(['zh', 'en'] as const).map((language) => line(`  ${language}`, bySentence(mine.filter((one) => one.language === language))))];
    });
    process.stdout.write(`${report.join('\n')}\n`);
    if (process.env['SHOW_ERRORS'] === 'tuned') for (const one of all.filter((each) => each.half === 'tuned')) {
      const found = [...foundIn(one)].sort().join(',');
      if (found !== [...one.labels].sort().join(',')) process.stdout.write(`${[...one.labels].join(',') || 'OK'} -> ${found || 'OK'}: ${one.text}\n`);
    }
    const score = bySentence(all.filter((one) => one.half === 'heldOut'));
    // What docs/scripts.md says, less what one sentence more or less would change.
    expect(score.precision).toBeGreaterThan(0.94);
    expect(score.recall).toBeGreaterThan(0.81);
    const tuned = bySentence(all.filter((one) => one.half === 'tuned'));
    expect([tuned.wrong, tuned.missed]).toEqual([0, 0]);
  });
});
