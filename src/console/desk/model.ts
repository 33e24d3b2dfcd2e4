/** What the page knows of its desk: a pure fold over the events. The same events told again change nothing for the worse. */
import type { AgentStateMessage, CallCardMessage, CasePopMessage, DeskEventMessage, DeskLegStateMessage } from '../../contract/desk.js';

type Of<T extends DeskEventMessage['type']> = Extract<DeskEventMessage, { type: T }>;
export interface Call {
  readonly attemptId: string;
  readonly card: CallCardMessage | null;
  readonly pop: CasePopMessage | null;
  readonly phase: 'reserved' | 'talking' | 'ended';
  readonly connectedAt: number | null;
  readonly held: boolean;
  readonly recording: boolean;
  readonly parties: readonly string[];
  /** Somebody is asked about the call, or a team is searched; null: nobody. */
  readonly consult: Of<'consult'> | null;
  /** What showed that the right party answered; null: not verified yet, and no debt is to be spoken of. */
  readonly verified: readonly string[] | null;
  /** Places of the required statements ticked so far: the server keeps them. */
  readonly said: readonly number[];
  readonly ended: Of<'ended'> | null;
  /** Code it was filed under. */
  readonly filed: string | null;
}
export interface DeskModel {
  readonly state: AgentStateMessage;
  readonly since: number | null;
  readonly reason: string | null;
  readonly leg: DeskLegStateMessage;
  readonly legTrouble: string | null;
  readonly wrapUpUntil: number | null;
  readonly readyAt: number | null;
  readonly readyAfter: number | null;
  readonly call: Call | null;
  readonly preview: Of<'preview'> | null;
  readonly callbacks: readonly Of<'callbackDue'>[];
  /** Supervisors' words not read yet, oldest first. */
  readonly messages: readonly Of<'message'>[];
}
export const emptyDesk: DeskModel = { state: 'offline', since: null, reason: null, leg: 'none', legTrouble: null, wrapUpUntil: null, readyAt: null, readyAfter: null, call: null, preview: null, callbacks: [], messages: [] };

const callOf = (model: DeskModel, attemptId: string): Call =>
  model.call?.attemptId === attemptId ? model.call : { attemptId, card: null, pop: null, phase: 'reserved', connectedAt: null, held: false, recording: false, parties: [], consult: null, verified: null, said: [], ended: null, filed: null };
const withCall = (model: DeskModel, attemptId: string, change: Partial<Call>): DeskModel => ({ ...model, call: { ...callOf(model, attemptId), ...change } });

export function applyEvent(model: DeskModel, event: DeskEventMessage): DeskModel {
  switch (event.type) {
    case 'state': return enter(model, event);
    case 'reserved': {
      const call = callOf(model, event.call.attemptId);
      return { ...model, preview: null, call: { ...call, card: event.call, pop: event.pop ?? call.pop } };
    }
    case 'connected': return { ...withCall(model, event.attemptId, { phase: 'talking', connectedAt: event.at }), preview: null };
    case 'held': return withCall(model, event.attemptId, { held: event.on });
    case 'recording': return withCall(model, event.attemptId, { recording: event.on });
    case 'consult': return model.call?.attemptId === event.attemptId ? withCall(model, event.attemptId, { consult: event.phase === 'over' ? null : event }) : model;
    case 'party': {
      const parties = callOf(model, event.attemptId).parties.filter((who) => who !== event.who);
      return withCall(model, event.attemptId, { parties: event.what === 'joined' ? [...parties, event.who] : parties });
    }
    case 'ended': return event.dispositionDue || model.call?.attemptId === event.attemptId ? withCall(model, event.attemptId, { phase: 'ended', ended: event, held: false, recording: false, consult: null }) : model;
    case 'disposed': return model.call?.attemptId === event.attemptId ? withCall(model, event.attemptId, { filed: event.code }) : model;
    case 'preview': return { ...model, preview: event };
    case 'previewGone': return model.preview?.pop.leadId === event.leadId ? { ...model, preview: null } : model;
    case 'callbackDue': return { ...model, callbacks: [...model.callbacks.filter((c) => c.callbackId !== event.callbackId), event].slice(-20) };
    case 'verified': return withCall(model, event.attemptId, { verified: event.checks });
    case 'said': return withCall(model, event.attemptId, { said: event.statements });
    case 'message': return model.messages.some((one) => one.messageId === event.messageId) ? model : { ...model, messages: [...model.messages, event] };
    case 'messageGone': return { ...model, messages: model.messages.filter((one) => one.messageId !== event.messageId) };
    case 'taskDue': case 'notice': return model;
  }
}

function enter(model: DeskModel, event: Of<'state'>): DeskModel {
  const changed = event.state !== model.state || event.reason !== model.reason;
  const next: DeskModel = {
    ...model, state: event.state, since: changed || model.since === null ? event.at : model.since, reason: event.reason, leg: event.leg, legTrouble: event.legTrouble, wrapUpUntil: event.wrapUpUntil, readyAt: event.readyAt, readyAfter: event.readyAfter,
  };
  // A free collector has no call on the screen any more.
  if (event.state === 'ready' || event.state === 'offline' || (event.state === 'paused' && model.call?.phase === 'ended')) return { ...next, call: null };
  if (event.attemptId === null || event.attemptId === model.call?.attemptId) return next;
  const phase = event.state === 'talking' ? 'talking' : event.state === 'wrapUp' ? 'ended' : 'reserved';
  return withCall(next, event.attemptId, { phase, connectedAt: phase === 'talking' ? event.at : null });
}
