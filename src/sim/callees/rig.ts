/** The live rig's telephone network: the last five digits of the number say what the callee does. Same table as its dialplan. */
import type { CalleeModel, CalleeScript, Sound } from './model.js';
import { refusal } from './model.js';

/** "Hello?", 350 ms after the answer. */
const HELLO: Sound = { after: 350, length: 911, kind: 'speech' };
/** Length of the announcement "the phone you have called is switched off". */
const OFF_MS = 5_000;
const GREETING_MS = 15_600;
const RINGING = { after: 0, earlyMedia: false } as const;
const MEDIA = { after: 0, earlyMedia: true } as const;

export const rigCallees: CalleeModel = { behaviour: (number) => rigScript(number) };

export function rigScript(number: string): CalleeScript {
  const match = /(\d{3})(\d{2})$/.exec(number);
  if (!match) return refusal(404, 'Not Found');
  const nn = Number(match[2]);
  const s = nn * 1000;
  switch (match[1]) {
    case '101': return human(s, { sounds: [HELLO] });
    case '102': return human(2000, { sounds: [HELLO], hangUpAfter: 1290 + s });
    case '103': return {
      kind: 'machine', progress: RINGING, end: { kind: 'answer', after: s },
      answered: {
        sounds: [{ after: 500, length: GREETING_MS, kind: 'speech' }, { after: 500 + GREETING_MS, length: 600, kind: 'tone', hertz: [1000] }],
        hangUpAfter: 500 + GREETING_MS + 600 + 30_000,
      },
    };
    case '104': return human(s, { echoes: true });
    case '105': return human(1500, { digits: [{ after: 5150, digit: String(Math.floor(nn / 10)) }, { after: 8150, digit: String(nn % 10) }] });
    case '106': return { kind: 'human', progress: RINGING, end: { kind: 'answer', after: 1000 }, answered: { sounds: [{ after: 0, length: s, kind: 'tone', hertz: [1004] }], hangUpAfter: s + 350 } };
    case '201': return refusal(486, 'Busy Here', nn * 100);
    case '202': return { kind: 'silent', progress: RINGING, end: { kind: 'none' } };
    case '203': return { kind: 'refused', progress: RINGING, end: { kind: 'refuse', after: s, status: 603, phrase: 'Decline' } };
    case '204': return refusal(404, 'Not Found');
    case '205': return { kind: 'refused', progress: RINGING, end: { kind: 'refuse', after: s, status: 480, phrase: 'Temporarily Unavailable' } };
    case '206': return refusal(503, 'Service Unavailable');
    case '207': return refusal(403, 'Forbidden');
    case '208': return refusal(410, 'Gone');
    case '301': return {
      kind: 'announcement', progress: MEDIA, end: { kind: 'refuse', after: OFF_MS + s, status: 480, phrase: 'Temporarily Unavailable' },
      earlySounds: [{ after: 0, length: OFF_MS, kind: 'speech' }],
    };
    case '302': return {
      kind: 'human', progress: MEDIA, end: { kind: 'answer', after: s }, earlySounds: [{ after: 0, length: s, kind: 'tone', hertz: [480, 620] }],
      answered: { sounds: [{ ...HELLO, after: 0 }] },
    };
    case '303': return {
      kind: 'announcement', progress: MEDIA, end: { kind: 'refuse', after: 1990, status: 404, phrase: 'Not Found' },
      earlySounds: [{ after: 0, length: 330, kind: 'tone', hertz: [950] }, { after: 330, length: 330, kind: 'tone', hertz: [1400] }, { after: 660, length: 330, kind: 'tone', hertz: [1800] }],
    };
    case '401': return { kind: 'silent', end: { kind: 'none' } };
    default: return refusal(404, 'Not Found');
  }
}

const human = (answerAfter: number, answered: NonNullable<CalleeScript['answered']>): CalleeScript =>
  ({ kind: 'human', progress: RINGING, end: { kind: 'answer', after: answerAfter }, answered });
