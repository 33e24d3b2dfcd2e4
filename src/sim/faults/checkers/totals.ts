/** Totals add up: counters, the campaigns' own figures, leads and balances against a count of the committed rows. */
import type { Account, Attempt, Lead } from '../../../core/records/index.js';
import { short, type MakeChecker } from '../eyes.js';

/** A line is taken before its attempt's row is there, and given back before the row says so; a slow disk takes its time. */
const LINE_WITHOUT_ROW = 30_000;

export const totals: MakeChecker = (eyes) => {
  const name = 'totals add up';
  const attempts = new Map<string, Attempt>();
  const leads = new Map<string, Lead>();
  const accounts = new Map<string, { readonly first: number; row: Account; paid: number }>();
  /** Bridges of customers to collectors, as the switches made them, and as the journal has them. */
  const bridges = new Map<string, number>();
  const written = new Map<string, number>();
  /** Lines a trunk counts beyond its open attempts, and since when. */
  const beyond = new Map<string, number>();
  /** Open attempts by node and trunk. */
  const open = new Map<string, number>();
  const line = ({ node, trunk }: Attempt): string => `${node}/${trunk ?? ''}`;
  const counted = (attempt: Attempt | undefined, by: number): void => { if (attempt?.outcome === null) open.set(line(attempt), (open.get(line(attempt)) ?? 0) + by); };
  /** Since this process began. */
  let settled = 0;
  return {
    name,
    process: (alive) => { if (alive) settled = 0; beyond.clear(); },
    commit: (change, move) => {
      if (change.kind === 'attempt') {
        attempts.set(change.after.id, change.after);
        counted(change.before, -1);
        counted(change.after, 1);
        if (move === 'settleAttempt' && change.before?.outcome === null && change.after.outcome !== null) settled += 1;
      }
      if (change.kind === 'lead') leads.set(change.after.id, change.after);
      if (change.kind === 'account') {
        const known = accounts.get(change.after.id);
        if (known) known.row = change.after;
        else accounts.set(change.after.id, { first: owed(change.after), row: change.after, paid: 0 });
      }
      if (change.kind === 'payment' && change.before === undefined) { const account = accounts.get(change.after.accountId); if (account) account.paid += change.after.amount; }
      if (change.kind === 'journal' && change.after.event === 'bridged') {
        const id = change.after.attemptId ?? '';
        written.set(id, (written.get(id) ?? 0) + 1);
        if ((written.get(id) ?? 0) > (bridges.get(id) ?? 0)) eyes.found(name, `the journal has ${written.get(id) ?? 0} bridges of ${short(id)}, the switch made ${bridges.get(id) ?? 0}`);
      }
    },
    truth: (event, leg) => {
      if (event.name !== 'CHANNEL_BRIDGE' || leg === undefined) return;
      for (const one of [leg, leg.peer]) {
        const attempt = one?.variables.get('dunwell_kind') === 'customer' ? one.variables.get('dunwell_attempt') : undefined;
        if (attempt !== undefined) bridges.set(attempt, (bridges.get(attempt) ?? 0) + 1);
      }
    },
    look: () => {
      for (const { node, gateway, calls, spend } of eyes.live()?.trunks ?? []) {
        const key = `${node}/${gateway}`;
        if (calls === 0 && spend !== null && spend.held !== 0) eyes.found(name, `trunk ${gateway} of ${node} holds ${spend.held} for calls; there are none`);
        if (calls <= (open.get(key) ?? 0)) { beyond.delete(key); continue; }
        const since = beyond.get(key) ?? eyes.now;
        beyond.set(key, since);
        if (eyes.now - since > LINE_WITHOUT_ROW) eyes.found(name, `trunk ${gateway} of ${node} counts ${calls} calls for ${eyes.now - since} ms; ${open.get(key) ?? 0} attempts are open`);
      }
    },
    end: () => {
      const said = [...eyes.counters()].reduce((sum, [key, count]) => (key.startsWith('dunwell_attempts_total') ? sum + count : sum), 0);
      if (said !== settled) eyes.found(name, `dunwell_attempts_total is ${said}; ${settled} attempts were settled in this life of the process`);
      const placed = new Map<string, number>();
      for (const { leadId, direction, outcome } of attempts.values()) if (leadId !== null && direction === 'outbound' && outcome !== null && outcome !== 'not_placed') placed.set(leadId, (placed.get(leadId) ?? 0) + 1);
      for (const lead of leads.values()) {
        const mine = placed.get(lead.id) ?? 0;
        if (lead.attempts !== mine) eyes.found(name, `${lead.id} counts ${lead.attempts} attempts; ${mine} were placed and settled`);
      }
      for (const { first, row, paid } of accounts.values()) if (owed(row) !== Math.max(0, first - paid)) eyes.found(name, `${row.id} owes ${owed(row)}; ${first} less ${paid} paid is ${Math.max(0, first - paid)}`);
      for (const line of eyes.live()?.trunks ?? []) if (line.calls !== 0) eyes.found(name, `trunk ${line.gateway} of ${line.node} counts ${line.calls} calls; there are none`);
    },
  };
};

const owed = (account: Account): number => account.principal + account.interest + account.penalty + account.fees;
