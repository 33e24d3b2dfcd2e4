/** A conductor that plays one collector's shift for the page, and pictures for the supervisor. */
import type { AgentView, CallView, LiveView } from '../../src/app/conductor-api.js';
import type { CasePop, DeskEvent } from '../../src/app/ports/desk.js';
import type { VerifyCheck } from '../../src/core/records/index.js';
import { fail, ok } from '../../src/core/result.js';
import type { DeskGateway } from '../../src/desk/gateway.js';
import type { FakeConductor } from '../desk/support.js';

export const pop: CasePop = {
  caseId: 'k-1', leadId: 'l-1', partyId: 'pa-1', name: '张 "}伟', identityMasked: '****1234', creditor: '华信银行', state: 'working', risk: 'middle', stage: 'M1', daysPastDue: 18,
  accounts: [{ accountId: 'ac-1', contractMasked: '****8812', product: '信用卡', currency: 'CNY', principal: 980000, interest: 42050, penalty: 18000, fees: 5000, total: 1045050, overdueSince: '2026-11-03' }, { accountId: 'ac-2', contractMasked: '****0031', product: '消费贷', currency: 'CNY', principal: 300000, interest: 9100, penalty: 0, fees: 0, total: 309100, overdueSince: '2026-11-10' }],
  phones: [{ contactPointId: 'cp-1', masked: '138****8000', ownerRole: 'debtor', mayDial: true, attemptsToday: 1, offsets: [480] }, { contactPointId: 'cp-2', masked: '139****2222', ownerRole: 'contact', mayDial: false, attemptsToday: 0, offsets: [360, 480] }],
  promises: [{ amount: 200000, currency: 'CNY', due: '2026-11-15', state: 'broken' }],
  history: [{ at: Date.UTC(2026, 10, 20, 2), channel: 'voice', result: '承诺还款', note: '说 15 号发工资后还 2000', by: '李敏', statements: { due: 2, said: 1 } }, { at: Date.UTC(2026, 10, 18, 6), channel: 'sms', result: '已送达', note: null, by: null, statements: null }],
  facts: ['hardship'], offsets: [360, 480], script: { name: 'M1 提醒', zh: '您好，请问是张伟先生吗？我是受华信银行委托的工作人员。\n您的信用卡欠款 ¥10,450.50 已逾期 18 天，请问今天方便处理吗？', en: 'Hello, am I speaking with Mr Zhang Wei? I am calling on behalf of Huaxin Bank.\nYour card balance of ¥10,450.50 is 18 days past due.' }, custom: { 城市: '杭州', 备注: '老客户' }, fields: [{ key: '城市', nameZh: '所在城市', nameEn: 'City' }, { key: '卡种', nameZh: '卡种', nameEn: 'Card' }],
};
type State = Extract<DeskEvent, { type: 'state' }>;

export class Play {
  #state: State['state'] = 'paused';
  #attempt: string | null = null;
  readyAt: number | null = null;
  /** The case of every call. */
  pop: CasePop = pop;
  #verified: readonly VerifyCheck[] | null = null;
  #said: readonly number[] = [];
  n = 0;
  readonly filed: object[] = [];
  constructor(private readonly gateway: DeskGateway, conductor: FakeConductor, private readonly userId: string) {
    conductor.picture = async () => [this.#stateEvent(), ...(this.#attempt === null ? [] : [this.#reserved(this.#attempt)]), ...(this.#state === 'talking' && this.#attempt !== null ? [{ type: 'connected', at: Date.now(), attemptId: this.#attempt } as const] : []), ...(this.#verified !== null && this.#attempt !== null ? [{ type: 'verified', at: Date.now(), attemptId: this.#attempt, checks: this.#verified } as const] : []), ...(this.#attempt !== null ? [{ type: 'said', at: Date.now(), attemptId: this.#attempt, statements: this.#said } as const] : [])];
    conductor.answer = async (_, command) => {
      switch (command.type) {
        case 'ready': this.#enter('ready', null); return ok({ kind: 'done' });
        case 'readyIn': this.readyAt = Date.now() + command.seconds * 1_000; this.push(this.#stateEvent()); return ok({ kind: 'done' });
        case 'pause': this.#enter('paused', null, command.reason); return ok({ kind: 'done' });
        case 'hold': this.push({ type: 'held', at: Date.now(), attemptId: command.attemptId, on: command.on }); return ok({ kind: 'done' });
        case 'verify': this.#verified = command.checks; this.push({ type: 'verified', at: Date.now(), attemptId: command.attemptId, checks: command.checks }); return ok({ kind: 'done' });
        case 'said': this.#said = command.on ? [...this.#said, command.statement] : this.#said.filter((n) => n !== command.statement); this.push({ type: 'said', at: Date.now(), attemptId: command.attemptId, statements: this.#said }); return ok({ kind: 'done' });
        case 'hangUp': this.end('collector'); return ok({ kind: 'done' });
        case 'dispose':
          this.filed.push(command);
          this.push({ type: 'disposed', at: Date.now(), attemptId: command.attemptId, code: command.code });
          this.#enter('ready', null);
          return ok({ kind: 'disposed', attemptId: command.attemptId, promiseId: null, planId: null, callbackId: null });
        case 'transferAgent': return fail('agent.not_ready', 'that collector is not ready');
        default: return ok({ kind: 'done' });
      }
    };
  }
  push(event: DeskEvent): void { this.gateway.push(this.userId, event); }
  call(): string {
    const attemptId = `a-${++this.n}`;
    this.#verified = null;
    this.#said = [];
    this.#enter('reserved', attemptId);
    this.push(this.#reserved(attemptId));
    return attemptId;
  }
  connect(): void {
    if (this.#attempt === null) return;
    this.#enter('talking', this.#attempt);
    this.push({ type: 'connected', at: Date.now(), attemptId: this.#attempt });
    this.push({ type: 'recording', at: Date.now(), attemptId: this.#attempt, on: true });
  }
  end(by: 'customer' | 'collector'): void {
    if (this.#attempt === null) return;
    const attemptId = this.#attempt;
    this.#enter('wrapUp', attemptId);
    this.push({ type: 'ended', at: Date.now(), attemptId, outcome: 'human', bridged: true, dispositionDue: true, by });
  }
  #enter(state: State['state'], attemptId: string | null, reason: string | null = null): void { this.#state = state; this.#attempt = attemptId; this.push({ ...this.#stateEvent(), reason }); }
  #stateEvent(): State { return { type: 'state', at: Date.now(), state: this.#state, reason: null, leg: this.#state === 'talking' ? 'busy' : 'parked', legTrouble: null, attemptId: this.#attempt, wrapUpUntil: this.#state === 'wrapUp' ? this.readyAt ?? Date.now() + 60_000 : null, readyAt: this.#state === 'wrapUp' ? this.readyAt : null, readyAfter: null }; }
  #reserved(attemptId: string): DeskEvent {
    return { type: 'reserved', at: Date.now(), pop: this.pop, call: { attemptId, mode: 'predictive', direction: 'outbound', campaignId: 'c-1', campaign: '信用卡 M1 十一月', number: '138****8000', ownerRole: 'debtor', callerId: '021****0000' } };
  }
}

const NAMES = ['李敏', '王强', '陈静', '赵磊', '孙悦', '周凯', '吴霞', '郑涛', '冯雪', '蒋华'];
export function liveView(now: number, round: number): LiveView {
  const states = ['talking', 'talking', 'ready', 'wrapUp', 'talking', 'ready', 'paused', 'reserved', 'talking', 'offline'] as const;
  const agents: AgentView[] = NAMES.map((name, i) => ({
    userId: `u-${i}`, name, entityId: 'e-1', teamId: 't-1', state: states[i]!, reason: states[i] === 'paused' ? 'lunch' : null, since: now - 20_000 * (i + 1), leg: states[i] === 'offline' ? 'down' : states[i] === 'talking' ? 'busy' : 'parked', legTrouble: null,
    attemptId: states[i] === 'talking' ? (i === 0 ? 'a-77' : `a-${i}`) : null, desk: states[i] !== 'offline', readyAt: states[i] === 'wrapUp' ? now + 9_000 : null, after: 'ready', callsToday: 30 + i + round, talkToday: 3_600_000 + i * 100_000, timeToday: { busy: 7_200_000, unpaused: 10_800_000 },
  }));
  const calls: CallView[] = Array.from({ length: 12 }, (_, i) => ({
    attemptId: i === 0 ? 'a-77' : `a-${i}`, campaignId: 'c-1', entityId: 'e-1', mode: 'predictive', state: i < 5 ? 'talking' : 'ringing', number: `138****${String(1000 + i * 37)}`, since: now - i * 7_000, userId: i < 5 ? `u-${i}` : null, trunk: 'carrier1', node: 'fs1',
  }));
  return {
    at: now, clock: '时间显示为 2026-11-23 10:12，从工作日 10:00 开始', agents, calls,
    switches: [{ node: 'fs1', up: true, since: now - 3_600_000, why: null, gateways: [{ name: 'carrier1', up: true, state: 'NOREG', loopback: true }] }],
    trends: [{ campaignId: 'c-1', entityId: 'e-1', target: 0.03, points: Array.from({ length: 60 }, (_, n) => ({ at: Math.floor(now / 60_000) * 60_000 - (60 - n) * 60_000, inAir: 10 + (n % 7), waiting: n % 11 === 0 ? 2 : 0, connected: 2, abandoned: n % 20 === 0 ? 1 : 0, share: 0.01 + (n % 9) * 0.0004 })) }],
    promises: [{ userId: 'u-0', entityId: 'e-1', teamId: 't-1', count: 7 + round, amounts: [{ currency: 'CNY', amount: 12_345_600 }] }, { userId: 'x', entityId: 'e-2', teamId: null, count: 99, amounts: [] }],
    trunks: [{ gateway: 'carrier1', node: 'fs1', calls: 12 + round, maxCalls: 120, callsPerSecond: 20, healthy: true, why: null, spend: null }],
    campaigns: [{
      campaignId: 'c-1', name: '信用卡 M1 十一月', entityId: 'e-1', state: 'running', mode: 'predictive', hopper: 1840 - round, ringing: 7, waiting: 0, talking: 5, ready: 2, abandonRatio: 0.0123, abandonRatioStrict: 0.0156, abandoned: 9, connected: 722,
      outcomes: { human: 722, no_answer: 1310, busy: 204, machine: 188, unavailable: 322, invalid: 61, rejected: 97, abandoned: 9 }, pacing: { at: now, dial: 3, because: '2 人空闲，预计 12 秒内 1 人完成小结；接通率 24%，放弃预算剩余 1.8%', figures: { limitedBy: 'risk', ready: 2, busy: 5, freeing: 1.2, ringing: 6, expectedAnswers: 1.5, risk: 0.024, threshold: 0.031, budgetLeft: 3.4, hour: { answers: 118, abandons: 3, forecastAnswers: 121.4, forecastAbandons: 2.6 } } }, trouble: null,
      abandonment: { windows: [{ kind: '24h', from: null, live: 731, abandoned: 9, falseMachines: 0, share: 9 / 731 }, { kind: '30d', from: null, live: 14_200, abandoned: 190, falseMachines: 0, share: 190 / 14_200 }, { kind: 'period', from: now - 12 * 86_400_000, live: 6_300, abandoned: 81, falseMachines: 0, share: 81 / 6_300 }], level: 'none', held: false, rule: null, pack: null, en: null, zh: null },
    }],
  };
}
