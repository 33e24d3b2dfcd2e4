import type { Migration } from '../migration.js';
import { first } from './0001-first.js';
import { record } from './0002-record.js';
import { lists } from './0003-lists.js';
import { batches } from './0004-batches.js';
import { nights } from './0005-nights.js';
import { compliance } from './0006-compliance.js';
import { evidence } from './0007-evidence.js';
import { places } from './0008-places.js';
import { reviews } from './0009-reviews.js';
import { ruleTexts } from './0010-rule-texts.js';
import { secondFactors } from './0011-second-factors.js';
import { remarks } from './0012-remarks.js';
import { agentSpells } from './0013-agent-spells.js';
import { knowledge } from './0014-knowledge.js';
import { outboundNumbers } from './0015-outbound-numbers.js';
import { messages } from './0016-messages.js';
import { idleSessions } from './0018-idle-sessions.js';
import { proofs } from './0019-proofs.js';

/** In order. Append; never change or remove one that was released. */
export const migrations: readonly Migration[] = [first, record, lists, batches, nights, compliance, evidence, places, reviews, ruleTexts, secondFactors, remarks, agentSpells, knowledge, outboundNumbers, messages, idleSessions, proofs];
