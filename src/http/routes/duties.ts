import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { shown, shownPage } from '../present.js';
import type { Router } from '../router.js';

export function dutyRoutes(router: Router): void {
  taskRoutes(router);
  complaintRoutes(router);
  approvalRoutes(router);
  assignmentRoutes(router);
  filterRoutes(router);
}

function taskRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'tasks';
  router.add({ method: 'GET', url: '/today', tag, summary: 'Your day: follow-ups, promises due and broken, callbacks', verb: 'task.read', query: c.TodayQuery, answer: c.Today, run: async ({ by, query }) => shown(await app.today(deps, by, query.zone), showToday) });
  router.add({ method: 'GET', url: '/tasks', tag, summary: 'Follow-ups and tasks within your scope, soonest first', verb: 'task.read', query: c.TaskQuery, answer: c.page(c.Task), run: ({ by, query }) => app.listTasks(deps, by, query) });
  router.add({ method: 'POST', url: '/tasks', tag, summary: 'A follow-up or task about a case', description: 'Nobody named: it is your own. The desk is told at `remindAt`.', verb: 'task.write', body: c.TaskCreate, answer: c.Task, status: 201, run: ({ by, body }) => app.makeTask(deps, by, body) });
  router.add({ method: 'GET', url: '/tasks/:id', tag, summary: 'One task', verb: 'task.read', params: c.IdParams, answer: c.Task, run: ({ by, params }) => app.getTask(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/tasks/:id', tag, summary: 'Change, hand over, finish or cancel a task', verb: 'task.write', params: c.IdParams, body: c.TaskChange, answer: c.Task, versioned: 'required',
    current: ({ by, params }) => app.getTask(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeTask(deps, by, params.id, expected, patch),
  });
}
function showToday(day: app.Today) {
  const promise = ({ id, caseId, amount, currency, due, state, paid }: app.Today['promisesDue'][number]) => ({ id, caseId, amount, currency, due, state, paid });
  return {
    ...day, promisesDue: day.promisesDue.map(promise), promisesBroken: day.promisesBroken.map(promise),
    callbacks: day.callbacks.map(({ id, leadId, campaignId, dueAt, note, lawfulAt }) => ({ id, leadId, campaignId, dueAt, note, lawfulAt })),
  };
}

function complaintRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'complaints';
  const show = ({ complaint, text }: app.ComplaintRow) => {
    const { id, version, createdAt, updatedAt, entityId, caseId, partyId, byKind, channel, about, contactId, aboutUserId, receivedAt, dueAt, state, outcome, takenBy, closedAt, closedBy } = complaint;
    return { id, version, createdAt, updatedAt, entityId, caseId, partyId, byKind, channel, about, contactId, aboutUserId, receivedAt, dueAt, state, outcome, takenBy, closedAt, closedBy, text };
  };
  router.add({ method: 'GET', url: '/complaints', tag, summary: 'Complaints within your scope, soonest due first', verb: 'complaint.read', query: c.ComplaintQuery, answer: c.page(c.Complaint), run: async ({ by, query }) => shownPage(await app.listComplaints(deps, by, query), show) });
  router.add({ method: 'POST', url: '/complaints', tag, summary: 'Write down a complaint', description: 'Answered once it stands: nobody is called about it, ringing calls are cancelled.', verb: 'complaint.write', body: c.ComplaintCreate, answer: c.Complaint, status: 201, run: async ({ by, body }) => shown(await app.openComplaint(deps, by, body), show) });
  router.add({ method: 'GET', url: '/complaints/:id', tag, summary: 'One complaint with its words', description: 'That you read it is written down.', verb: 'complaint.read', params: c.IdParams, answer: c.Complaint, run: async ({ by, params }) => shown(await app.getComplaint(deps, by, params.id), show) });
  router.add({
    method: 'POST', url: '/complaints/:id/close', tag, summary: 'End a complaint with its outcome', description: 'Calls may go on, unless something else forbids them.', verb: 'complaint.write', params: c.IdParams, body: c.ComplaintClose, answer: c.Complaint, versioned: 'required',
    run: async ({ by, params, body, expected }) => shown(await app.closeComplaint(deps, by, params.id, expected, body), show),
  });
}

function approvalRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'approvals';
  router.add({ method: 'GET', url: '/approvals', tag, summary: 'Approvals within your scope, newest first', verb: 'approval.read', query: c.ApprovalQuery, answer: c.page(c.Approval), run: ({ by, query }) => app.listApprovals(deps, by, query) });
  router.add({ method: 'POST', url: '/approvals', tag, summary: 'Ask for an approval', description: 'How many people must say yes depends on kind and amount (setting `approvals`).', verb: 'approval.ask', body: c.ApprovalAsk, answer: c.Approval, status: 201, run: ({ by, body }) => app.askApproval(deps, by, body) });
  router.add({ method: 'GET', url: '/approvals/:id', tag, summary: 'One approval', verb: 'approval.read', params: c.IdParams, answer: c.Approval, run: ({ by, params }) => app.getApproval(deps, by, params.id) });
  router.add({ method: 'POST', url: '/approvals/:id/decision', tag, summary: 'Say yes or no', description: 'Not to what you asked for yourself, and once.', verb: 'approval.decide', params: c.IdParams, body: c.ApprovalDecision, answer: c.Approval, run: ({ by, params, body }) => app.decideApproval(deps, by, params.id, body) });
  router.add({ method: 'POST', url: '/approvals/:id/apply', tag, summary: 'Use an approval you were given, once', verb: 'approval.ask', params: c.IdParams, answer: c.Approval, run: ({ by, params }) => app.applyApproval(deps, by, params.id) });
}

function assignmentRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'assignment';
  router.add({ method: 'GET', url: '/assignment-rules', tag, summary: 'Rules that hand out cases', verb: 'rules.read', query: c.PageQuery, answer: c.page(c.Rules), run: async ({ by, query }) => app.listRules(deps, by, query) });
  router.add({ method: 'POST', url: '/assignment-rules', tag, summary: 'Keep rules under a name', verb: 'rules.write', body: c.RulesCreate, answer: c.Rules, status: 201, run: async ({ by, body }) => await app.makeRules(deps, by, body) });
  router.add({ method: 'GET', url: '/assignment-rules/:id', tag, summary: 'One set of rules', verb: 'rules.read', params: c.IdParams, answer: c.Rules, run: async ({ by, params }) => await app.getRules(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/assignment-rules/:id', tag, summary: 'Change rules', verb: 'rules.write', params: c.IdParams, body: c.RulesChange, answer: c.Rules, versioned: 'required',
    current: async ({ by, params }) => await app.getRules(deps, by, params.id), run: async ({ by, params, patch, expected }) => await app.changeRules(deps, by, params.id, expected, patch),
  });
  router.add({ method: 'POST', url: '/assignments/proposal', tag, summary: 'Dry run: who would get which case and why, and the loads side by side', verb: 'case.assign', keyed: false, body: c.ProposalAsk, answer: c.Proposal, run: ({ by, body }) => app.proposeAssignment(deps, by, body) });
  router.add({
    method: 'POST', url: '/assignments', tag, summary: 'Hand out cases by the rules', description: 'A case that moved since the proposal is left alone and named.', verb: 'case.assign', body: c.ProposalAsk, answer: c.Assigned,
    run: async ({ by, body }) => shown(await app.applyAssignment(deps, by, body), ({ assigned, same, skipped, plan }) => ({ assigned, same, skipped, held: plan.held.length, loads: plan.loads })),
  });
  router.add({
    method: 'POST', url: '/cases/:id/assignment', tag, summary: 'Give a case to somebody, to a team, or to the hold pool', verb: 'case.assign', params: c.IdParams, body: c.HandInput, answer: c.HandDone,
    run: async ({ by, params, body }) => shown(await app.assignByHand(deps, by, params.id, body), (row) => ({ caseId: row.id, userId: row.userId, teamId: row.teamId, state: row.state, version: row.version })),
  });
}

function filterRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'filters';
  router.add({ method: 'GET', url: '/filters', tag, summary: 'Your saved filters, and those shared in your entity', verb: 'filter.read', query: c.FilterQuery, answer: c.page(c.SavedFilter), run: ({ by, query }) => app.listFilters(deps, by, query) });
  router.add({ method: 'POST', url: '/filters', tag, summary: 'Save a filter', verb: 'filter.write', body: c.FilterCreate, answer: c.SavedFilter, status: 201, run: ({ by, body }) => app.makeFilter(deps, by, body) });
  router.add({ method: 'GET', url: '/filters/:id', tag, summary: 'One filter', verb: 'filter.read', params: c.IdParams, answer: c.SavedFilter, run: ({ by, params }) => app.getFilter(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/filters/:id', tag, summary: 'Change a filter of yours', verb: 'filter.write', params: c.IdParams, body: c.FilterChange, answer: c.SavedFilter, versioned: 'required',
    current: ({ by, params }) => app.getFilter(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeFilter(deps, by, params.id, expected, patch),
  });
  router.add({ method: 'POST', url: '/segments/count', tag, summary: 'How many open cases a segment has today', verb: 'case.read', keyed: false, body: c.SegmentAsk, answer: c.SegmentCount, run: ({ by, body }) => app.countSegment(deps, by, body) });
}
