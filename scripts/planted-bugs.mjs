/**
 * Bugs to plant, to show that the checkers of `dunwell simulate faults` bite. Each edit's `find` must stand exactly once in its
 * file. `kinds`: faults a seed should have for the bug to matter; `when`: hours it should be played at. See docs/reliability.md.
 */
const EFFECTS = 'src/app/conductor/call-effects.ts';
const DIALER = 'src/app/conductor/dialer.ts';
const MACHINE = 'src/core/call/machine.ts';
const ATTEMPTS = 'src/app/store/moves/attempts.ts';
const CONNECTION = 'src/adapters/freeswitch/esl/connection.ts';

export const BUGS = [
  { name: 'no compare-and-set on the agent', kinds: [], edits: [
    [EFFECTS, "if (call.state !== 'waiting' || !agent.free || agent.node", "if (call.state !== 'waiting' || agent.node"],
    [EFFECTS, "if (!agent.apply('reserved')) return false;", "agent.apply('reserved');"],
    [EFFECTS, 'filter((agent) => agent.free && agent.node === call.node.node', "filter((agent) => (agent.free || agent.state === 'talking') && agent.node === call.node.node"],
  ] },
  { name: 'a permit used twice', kinds: ['congestion'], edits: [
    [ATTEMPTS, 'tx.update(\'attempt\', before.id, { permitId: permit.id, legId', 'tx.update(\'attempt\', before.id, { legId'],
  ] },
  { name: 'journal after originate', kinds: [], edits: [
    [DIALER, '    let opened;\n', '    this.#originate(call, token);\n    let opened;\n'],
    [DIALER, '    this.#originate(call, token);\n    // Dialed for one', '    // Dialed for one'],
  ] },
  { name: 'retry of an unknown outcome at once', kinds: ['switchRestarts', 'processKilled'], edits: [
    ['src/core/lead/retry.ts', "const delay = outcome === 'unknown' ? Math.max(rule.delay, settings.recycle.no_answer?.delay ?? 0) : rule.delay;", "const delay = outcome === 'unknown' ? 0 : rule.delay;"],
  ] },
  { name: 'a second originate after an unknown answer', kinds: ['repliesLost'], edits: [
    [DIALER, "if (reply.kind === 'unknown') { call.apply('jobUnknown'); return; }", "if (reply.kind === 'unknown') { void node.originate({ leg: deps.ids.id(), kind: 'customer', to: { kind: 'gateway', gateway: token.trunk.gateway, dial: token.dial }, ringTimeout: 20_000, deadMan: 8_000, parkAfterBridge: true, variables: { dunwell_kind: 'customer', dunwell_attempt: call.attempt.id } }); call.apply('jobUnknown'); return; }"],
  ] },
  { name: 'late ANSWER after a kill ignored', kinds: ['answersAtCancel'], edits: [
    [MACHINE, "rang: late, answered: go('closing', 'kill'), parked: go('closing', 'kill'), bridged: go('closing', 'kill'), messageStarted: late", 'rang: late, answered: late, parked: late, bridged: late, messageStarted: late'],
    ['src/adapters/freeswitch/doomed.ts', 'doomed.kills++;\n    return doomed.cause;', 'return undefined;'],
    [EFFECTS, "if (exists === true) { call.facts.cancelledByUs = true; void call.node.kill(call.leg, 'NORMAL_CLEARING'); }", 'if (exists === true) call.facts.cancelledByUs = true;'],
  ] },
  { name: 'a stranded leg after uuid_bridge', kinds: ['falseAnswers'], edits: [
    [EFFECTS, "call.startTimer('bridge', deps.settings.bridgeWithin, 'bridgeDeadline', deps.clock);\n    void call.node.bridge(call.leg, leg).then((reply) => { if (reply.kind === 'refused' &&", "void call.node.bridge(call.leg, leg).then((reply) => { if (reply.kind === 'refused' && false &&"],
  ] },
  { name: 'a job reply before HANGUP unhandled', kinds: ['congestion'], edits: [
    [DIALER, "      call.apply(reply.placed ? 'jobFailed' : 'jobRefused');\n", ''],
  ] },
  { name: 'a deadline timer not cancelled', kinds: [], edits: [
    ['src/app/conductor/call.ts', 'for (const timer of this.#timers.values()) timer.cancel();', ''],
  ] },
  { name: 'a reservation leaked', kinds: ['falseAnswers'], edits: [
    [EFFECTS, 'this.#ended(agent, call, false, false);\n    agent.released();', 'this.#ended(agent, call, false, false);'],
  ] },
  { name: 'the day begins in the server’s zone', kinds: [], when: 'greenwich', edits: [
    ['src/core/compliance/grounds.ts', 'dayStart(zones, of.zone, of.now) ?? of.now - 86_400_000', "dayStart(zones, 'Etc/UTC', of.now) ?? of.now - 86_400_000"],
  ] },
  { name: 'a doubled event counted twice', kinds: ['eventsDoubled'], edits: [
    [MACHINE, "parked: go('waiting', 'agentLost', 'seekAgent'),\n    bridged: late,", "parked: go('waiting', 'agentLost', 'seekAgent'),\n    bridged: go('talking', 'connected'),"],
  ] },
  { name: 'an ESL reply matched across a reconnect', kinds: ['repliesLost'], edits: [
    [CONNECTION, 'interface Pending {', 'const shared: Pending[] = [];\ninterface Pending {'],
    [CONNECTION, 'readonly #pending: Pending[] = [];', 'readonly #pending: Pending[] = shared;'],
    [CONNECTION, 'for (const pending of this.#pending.splice(0)) pending.settle(unknown);', ''],
  ] },
  { name: 'a desk resumes off by one', kinds: ['desksCut'], edits: [
    ['src/desk/desk.ts', 'this.#sent = from ?? this.stream.seq;', 'this.#sent = from === null ? this.stream.seq : Math.min(this.stream.seq, from + 1);'],
  ] },
  // Two layers: the start or the recovery leaves alone what is on its way to the disk, and the move settles once.
  { name: 'an attempt settled twice', kinds: ['databaseFull', 'databaseRefuses'], edits: [
    ['src/app/conductor/recovery.ts', 'this.floor.settling.has(attempt.id) || ', ''],
    [ATTEMPTS, '  if (before.outcome !== null) return { settled: false, outcome: before.outcome, plan: null };\n', ''],
  ] },
  { name: 'the dead-man not disarmed at the bridge', kinds: [], edits: [
    [EFFECTS, '    void call.node.disarmDeadMan(call.leg);\n', ''],
  ] },
  { name: 'the gate forgets holds', kinds: [], edits: [
    ['src/core/compliance/gate.ts', 'if (readings.holds.length > 0) {', 'if (readings.holds.length > 1_000) {'],
  ] },
  { name: 'the gate forgets suppressions', kinds: [], edits: [
    ['src/core/compliance/gate.ts', "  'suppression', 'consentWithdrawn',", "  'consentWithdrawn',"],
  ] },
  { name: 'the window ends an hour late', kinds: [], when: 'evening', edits: [
    ['src/core/compliance/window.ts', 'wall.minute >= from && wall.minute < to;', 'wall.minute >= from && wall.minute < to + 60;'],
  ] },
  { name: 'a list of attempts without its walls', kinds: [], edits: [
    ['src/app/usecases/attempts.ts', "if (scope === 'all') return [where];", "if (scope === 'all' || scope === 'entity') return [where];"],
    ['src/app/usecases/attempts.ts', '...(keeps === null ? {} : { keep: (row: Attempt) => keeps(row.caseId) }) });\n}\nfunction scoped', '});\n}\nfunction scoped'],
  ] },
  { name: 'a trunk’s line leaked when the gate denies', kinds: [], edits: [
    [DIALER, '    call.forget();\n    this.floor.giveBack(call);\n', '    call.forget();\n'],
  ] },
  { name: 'recovery closes no open intents', kinds: ['processKilled'], edits: [
    ['src/app/conductor/recovery.ts', 'found.intents = await this.#closeIntents(node, alive, answered);', 'found.intents = 0;'],
  ] },
  { name: 'the message never played', kinds: [], edits: [
    [EFFECTS, "void call.node.play(call.leg, [`${deps.settings.sounds}/${file}`], { thenHangup: true }).then((reply) => { if (reply.kind === 'refused' && call.state === state) call.apply('messageDeadline'); });", 'void state;'],
  ] },
  { name: 'a call disposed twice', kinds: [], edits: [
    ['src/app/store/moves/dispose.ts', "  if (attempt.dispositionCode !== null) return attempt.dispositionCode === input.code", "  if (attempt.dispositionCode === input.code) return attempt.dispositionCode === input.code"],
  ] },
  { name: 'dialing without a forecast', kinds: [], edits: [
    ['src/app/conductor/runner.ts', 'if (decision.dial > 0) { this.dialedAt = now; this.hopper.pick(decision.picks); this.#place(); }', 'this.dialedAt = now; this.hopper.pick([0, 1]); this.#place();'],
  ] },
  { name: 'a lead freed while its attempt is open', kinds: ['processKilled'], edits: [
    ['src/app/store/moves/dispose.ts', "if (!last || last.outcome === null || tx.count('attempt', { leadId: lead.id, outcome: null }) > 0) continue;\n      releaseUndisposed(context, { attemptId: last.id, settings: campaign.settings, at: input.at });", "if (!last) continue;\n      tx.update('lead', lead.id, { state: 'resting', nextAt: 0 }, input.at);"],
  ] },
  { name: 'a promise acknowledged though the database refused it', kinds: ['databaseRefuses'], edits: [
    ['src/app/conductor/commands.ts', "today: this.floor.today(settings?.zone),\n    });", "today: this.floor.today(settings?.zone),\n    }).catch(() => ok({ promiseId: null, planId: null, callbackId: null, fact: null }));"],
  ] },
  // Two layers would have to fail: the desk's command refuses such a time, and the gate asks again before the dial.
  { name: 'a callback at an unlawful time', kinds: [], when: 'evening', edits: [
    ['src/app/conductor/commands.ts', 'if (lawful !== command.callback.at) return fail(', 'if (lawful === undefined) return fail('],
    ['src/core/compliance/gate.ts', '  if (inside === true) return [];', "  if (inside === true || request.mode === 'callback') return [];"],
  ] },
  { name: 'a number that was asked is left ringing', kinds: [], edits: [
    ['src/app/conductor/outside.ts', 'drop(): void { this.consult = null; this.hangUp(); }', 'drop(): void { this.consult = null; }'],
  ] },
  { name: 'a wrap-up never ends', kinds: [], edits: [
    ['src/app/conductor/agent.ts', 'this.#wrapUp = null; this.host.wrapUpOver(this); })', 'this.#wrapUp = null; })'],
  ] },
  { name: 'a trunk’s money held for ever', kinds: [], edits: [
    ['src/app/conductor/trunks.ts', '    if (token.hold) line.money?.settle(token.hold, talk, now);\n', ''],
  ] },
  { name: 'a failed job taken for one that was never placed', kinds: ['congestion'], edits: [
    [DIALER, 'call.facts.placed = reply.placed;', 'call.facts.placed = false;'],
  ] },
  // Found by a seed before it was planted. Two layers again: lines wait for their attempt, and a row nobody can write is given up.
  { name: 'a journal line of an attempt that never was', kinds: ['databaseSlow'], edits: [
    ['src/app/conductor/journal.ts', 'if (early === undefined) this.#lines.say(line); else early.push(line);', 'this.#lines.say(line);'],
    ['src/app/conductor/behind.ts', 'if (isOfStore(error)) this.#keep(items, error);', 'if (!(error instanceof StoreClosed)) this.#keep(items, error);'],
    ['src/app/conductor/floor.ts', '    if (!isOfStore(error)) return;\n    const why = `the database refuses: ${error.message}`;', '    const why = `the database refuses: ${String(error)}`;'],
  ] },
];
