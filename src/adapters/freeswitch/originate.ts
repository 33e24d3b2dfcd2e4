/**
 * Builds the originate command from a request of the port. Every part goes through escape.ts; a request that can't be
 * written safely is refused before anything leaves us.
 */
import type { Destination, OriginateRequest } from '../../app/ports/switch.js';
import { LEG_VARIABLES } from '../../app/ports/switch.js';
import type { Millis } from '../../core/units.js';
import { fail, ok, type Result } from '../../core/result.js';
import { bracketValue, domainName, gatewayName, number, recordingPath, userName, uuid } from './escape.js';

/** The cause with which the switch ends a leg whose dialer has gone; also armed and renewed by commands.ts. */
export const DEAD_MAN_CAUSE = 'NORMAL_TEMPORARY_FAILURE';

/** Whole seconds for a timer that ends something by itself; a switch reads 0 as "now" or "never", so at least 1. */
export const deadManSeconds = (after: Millis): number => Math.max(1, Math.ceil(after / 1_000));
/** Ring no longer than asked: whole seconds, rounded down. */
const ringSeconds = (timeout: Millis): number => Math.max(1, Math.floor(timeout / 1_000));

/** `originate {…}sofia/gateway/NAME/NUMBER &park()`, to be run as a background job. */
export function originateCommand(request: OriginateRequest): Result<string> {
  const dialString = destination(request.to);
  if (!dialString.ok) return dialString;
  const leg = uuid(request.leg);
  if (!leg.ok) return leg;

  const variables: [name: string, value: string][] = [
    ['origination_uuid', leg.value],
    // true: the leg parks at answer and not at 183, and the job's +OK means "answered"
    ['ignore_early_media', request.earlyMedia === true ? 'false' : 'true'],
    ['originate_timeout', String(ringSeconds(request.ringTimeout))],
    // A 302 would make the switch place a call that no permit was given for (seen on a real switch).
    ['outbound_redirect_fatal', 'true'],
  ];
  // A standing leg is silent for hours (a muted or silence-suppressing phone sends nothing): no media timeout may end it. A phone
  // that died is found by the profile's session timer. Measured: with the gateways' 5 minutes an idle line is cut after 5 minutes.
  if (request.kind === 'agent' || request.kind === 'supervisor') variables.push(['media_timeout', '0'], ['media_hold_timeout', '0']);
  if (request.deadMan !== undefined) {
    if (request.kind === 'agent' || request.kind === 'supervisor') return fail('BAD_DEAD_MAN', 'a desk leg stands for hours: it has no dead-man');
    variables.push(['execute_on_answer', `sched_hangup +${deadManSeconds(request.deadMan)} ${DEAD_MAN_CAUSE}`]);
  }
  if (request.recordTo !== undefined) {
    const path = recordingPath(request.recordTo);
    if (!path.ok) return path;
    // FreeSWITCH runs every variable whose name begins with execute_on_answer. The recorder is a media bug of the leg, so it
    // lives through bridge and park until the hang-up. On a customer's leg: what they say left, what they hear right.
    variables.push(['RECORD_STEREO', 'true'], ['execute_on_answer_2', `record_session ${path.value}`]);
  }
  variables.push(['park_after_bridge', request.parkAfterBridge ? 'true' : 'false'], ['hangup_after_bridge', 'false']);
  if (request.callerId !== undefined) {
    const callerId = number(request.callerId);
    if (!callerId.ok) return callerId;
    variables.push(['origination_caller_id_number', callerId.value]);
  }
  for (const name of LEG_VARIABLES) {
    const value = request.variables[name];
    if (value !== undefined && value !== '') variables.push([name, value]);
  }

  const written: string[] = [];
  for (const [name, value] of variables) {
    const escaped = bracketValue(value);
    if (!escaped.ok) return fail(escaped.error.code, `${name}: ${escaped.error.text}`, name);
    written.push(`${name}=${escaped.value}`);
  }
  return ok(`originate {${written.join(',')}}${dialString.value} &park()`);
}

function destination(to: Destination): Result<string> {
  switch (to.kind) {
    case 'gateway': return gatewayString(to.gateway, to.dial);
    case 'user': return userString(to.user, to.domain);
    case 'template': return templateString(to.dialString);
  }
}

function gatewayString(gateway: string, dial: string): Result<string> {
  const name = gatewayName(gateway);
  if (!name.ok) return name;
  const digits = number(dial);
  return digits.ok ? ok(`sofia/gateway/${name.value}/${digits.value}`) : digits;
}

function userString(user: string, domain: string): Result<string> {
  const name = userName(user);
  if (!name.ok) return name;
  const host = domainName(domain);
  return host.ok ? ok(`user/${name.value}@${host.value}`) : host;
}

/** A template's dial string is one of our two forms and nothing else: no `loopback/…`, no list, no variables, no application. */
function templateString(text: string): Result<string> {
  const gateway = /^sofia\/gateway\/([^/]+)\/([^/]+)$/.exec(text);
  if (gateway) return gatewayString(gateway[1] ?? '', gateway[2] ?? '');
  const user = /^user\/([^/@]+)@([^/@]+)$/.exec(text);
  if (user) return userString(user[1] ?? '', user[2] ?? '');
  return fail('BAD_DIAL_STRING', 'a template must be sofia/gateway/NAME/NUMBER or user/NAME@DOMAIN');
}
