/** The `originate` command: reads its string, places the leg, follows the far end, and says in the end `+OK uuid` or `-ERR CAUSE`. */
import type { Timer } from '../../app/ports/system.js';
import { Channel } from './channel.js';
import { causeOfStatus, q850Of } from './causes.js';
import { resolveDial, type Target } from './dialing.js';
import { executeOnAnswer } from './app-table.js';
import { ScriptedFarEnd } from './far-end.js';
import { enter, flipCallerId, freshRow, hangUp, setCallState } from './legs.js';
import { parseOriginate, type OriginateArguments } from './originate-string.js';
import { freshTimes } from './profile.js';
import { CODECS_OFFERED, afterCreate, beforeCreate, onBareRefusal, onMedia, onNoAddress, onRefusal, onReply, remoteSdp, sipIdentity, type SipIdentity } from './sip-variables.js';
import { isTrue } from './variables.js';
import { between, chance } from '../rng.js';
import { refusal, type CalleeScript } from '../callees/model.js';
import { transferTo } from './transfer.js';
import type { World } from './world.js';

const USAGE = '-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] [<cid_name>] [<cid_num>] [<timeout_sec>]\n';
type Reply = (text: string) => void;

export function originate(world: World, args: string, reply: Reply): void {
  const parsed = parseOriginate(args);
  if (parsed === 'usage') { reply(USAGE); return; }
  if (parsed === 'bad') { reply('-ERR DESTINATION_OUT_OF_ORDER\n'); return; }
  const tryNext = (i: number, cause: string): void => {
    const endpoints = parsed.endpoints[i];
    const endpoint = endpoints?.[0];
    if (endpoint === undefined) { reply(`-ERR ${cause}\n`); return; }
    if (endpoints !== undefined && endpoints.length > 1) {
      // dialing several phones at once is nothing a dialer may do: refused loudly rather than half done
      world.log?.error({ endpoints: endpoints.length }, 'an originate string named several endpoints at once');
      reply('-ERR DESTINATION_OUT_OF_ORDER\n');
      return;
    }
    const target = resolveDial(world, endpoint.dial);
    const failed = target.kind === 'fails' ? target : undefined;
    if (failed?.made === true) stillborn(world, parsed.variables.get('origination_uuid') ?? world.uuid());
    if (target.kind === 'fails') { tryNext(i + 1, target.cause); return; }
    const variables = new Map([...parsed.variables, ...endpoint.variables]);
    const uuid = variables.get('origination_uuid') ?? world.uuid();
    if (world.channels.has(uuid) || !world.admitSession()) { tryNext(i + 1, 'DESTINATION_OUT_OF_ORDER'); return; }
    new Origination(world, parsed, target, uuid, variables, reply, (failed) => { tryNext(i + 1, failed); }, i + 1 >= parsed.endpoints.length);
  };
  tryNext(0, 'DESTINATION_OUT_OF_ORDER');
}

/** All that is told of a leg whose trunk or address is no good: that it is gone again. */
function stillborn(world: World, uuid: string): void {
  world.sessionsSinceStart++;
  const facts: readonly (readonly [string, string])[] = [
    ['Channel-State', 'CS_NONE'], ['Channel-Call-State', 'DOWN'], ['Channel-State-Number', '0'], ['Channel-Name', 'N/A'], ['Unique-ID', uuid], ['Call-Direction', 'outbound'],
    ['Presence-Call-Direction', 'outbound'], ['Channel-HIT-Dialplan', 'false'], ['Channel-Call-UUID', uuid], ['Answer-State', 'ringing'],
    ['variable_direction', 'outbound'], ['variable_is_outbound', 'true'], ['variable_uuid', uuid], ['variable_call_uuid', uuid], ['variable_session_id', String(world.sessionsSinceStart)],
  ];
  world.announce('CHANNEL_DESTROY', facts, undefined, uuid);
}

class Origination {
  readonly #channel: Channel;
  readonly #sip: SipIdentity;
  readonly #farEnd: ScriptedFarEnd;
  readonly #ignoreEarlyMedia: boolean;
  #timeout: Timer | undefined;
  #replied = false;
  #heard = false;
  #media = false;

  constructor(
    private readonly world: World,
    private readonly args: OriginateArguments,
    private readonly target: Extract<Target, { kind: 'sip' }>,
    uuid: string,
    private readonly given: ReadonlyMap<string, string>,
    private readonly reply: Reply,
    private readonly failed: (cause: string) => void,
    private readonly last: boolean,
  ) {
    const ignore = given.get('ignore_early_media');
    this.#ignoreEarlyMedia = isTrue(ignore) || ignore === 'ring_ready' || ignore === 'consume';
    const callerNumber = given.get('origination_caller_id_number') ?? args.callerNumber ?? '0000000000';
    const callerName = given.get('origination_caller_id_name') ?? args.callerName ?? '';
    const at = world.micros();
    this.#sip = sipIdentity(world.dice, {
      dest: target.dest, host: target.host, from: callerNumber, profile: target.profile, contact: target.contact, callId: world.uuid(), nowSeconds: Math.floor(world.now() / 1000),
    });
    this.#channel = new Channel(uuid, target.name, 'outbound', world.sessionsSinceStart, {
      direction: 'outbound', logicalDirection: 'outbound', username: '', dialplan: '', callerName, callerNumber, origCallerName: callerName, origCallerNumber: callerNumber,
      calleeName: 'Outbound Call', calleeNumber: target.dest, networkAddr: '', ani: callerNumber, destination: target.dest, uniqueId: uuid,
      source: 'src/switch_ivr_originate.c', transferSource: '', context: args.context, channelName: target.name, index: 1, uuid: world.uuid(), times: freshTimes(at),
    }, world.told);
    const script = this.#script();
    this.#farEnd = new ScriptedFarEnd(world, this.#channel, script, {
      progress: (early) => { this.#progress(early); },
      answer: () => { this.#answer(); },
      refuse: (status, phrase) => { this.#refuse(status, phrase); },
    });
    this.#start();
  }

  #script(): CalleeScript {
    if (this.target.refuses === true) return refusal(503, 'Service Unavailable');
    if (this.target.user !== undefined) return { kind: 'human', progress: { after: 0, earlyMedia: false }, end: { kind: 'answer', after: this.world.settings.deskAnswerAfter }, answered: {} };
    return this.world.callees.behaviour(this.target.dest, this.world.now());
  }

  #start(): void {
    const { world, target } = this;
    const channel = this.#channel;
    if (target.gateway !== undefined) {
      const gateway = world.gateways.get(target.gateway);
      if (gateway) gateway.callsOut++;
    }
    world.add(channel);
    channel.farEnd = this.#farEnd;
    channel.occupation = { kind: 'originating', leave: (why) => { if (why === 'hangup') this.#ended(); } };
    world.emit('CHANNEL_OUTGOING', channel);
    if (target.user !== undefined) channel.presenceId = target.user;
    channel.variables.setAll(beforeCreate(this.#sip, channel.sessionId, channel.uuid, channel.name, target.gateway));
    if (target.user !== undefined) channel.variables.set('presence_id', target.user);
    for (const [name, value] of this.given) channel.variables.set(name, value);
    channel.variables.setAll(afterCreate(this.#sip, !this.#ignoreEarlyMedia));
    enter(channel, 'CS_INIT');
    world.emit('CHANNEL_CREATE', channel);
    world.emit('CHANNEL_ORIGINATE', channel);
    channel.row = freshRow(channel);
    const seconds = Number(this.given.get('originate_timeout') ?? this.args.timeout ?? world.settings.defaultTimeout);
    if (Number.isFinite(seconds) && seconds > 0) {
      // whole seconds of the wall clock, so up to a second early
      const at = (Math.floor(world.now() / 1000) + seconds) * 1000;
      this.#timeout = world.later(at - world.now() + between(world.dice, 1, 19), () => { this.#timedOut(); });
    }
    world.later(world.settings.networkDelay, () => {
      if (channel.isDown()) return;
      if (channel.running === 'CS_INIT') enter(channel, 'CS_CONSUME_MEDIA');
      this.#farEnd.invite();
    });
  }

  /** With the far end's first reply. */
  #hear(): void {
    if (this.#heard) return;
    this.#heard = true;
    const channel = this.#channel;
    channel.variables.setAll(onReply(this.#sip));
    channel.variables.set('sip_from_display', channel.profile.callerName);
    channel.profile.calleeName = this.target.dest;
    channel.profile.networkAddr = this.#sip.ip;
    channel.profileChanged();
  }

  #takeMedia(): void {
    if (this.#media) return;
    this.#media = true;
    this.#channel.media = true;
    this.#channel.variables.setAll(onMedia(this.#sip));
  }

  #progress(early: boolean): void {
    const channel = this.#channel;
    if (channel.isDown() || channel.isAnswered) return;
    this.#hear();
    const t = channel.profile.times;
    if (!early) {
      t.progress = this.world.micros();
      channel.profileChanged();
      this.world.emit('CHANNEL_PROGRESS', channel);
      setCallState(channel, 'RINGING');
      return;
    }
    t.progressMedia = this.world.micros();
    channel.profileChanged();
    channel.answerState = 'early';
    channel.earlyMedia = true;
    channel.variables.setAll([remoteSdp(this.#sip), CODECS_OFFERED, ['endpoint_disposition', 'EARLY MEDIA']]);
    this.world.emit('CHANNEL_PROGRESS_MEDIA', channel);
    setCallState(channel, 'EARLY');
    if (!this.#ignoreEarlyMedia) this.#succeed();
  }

  #answer(): void {
    const channel = this.#channel;
    if (channel.isDown()) return;
    this.#hear();
    channel.variables.setAll([remoteSdp(this.#sip)]);
    this.#takeMedia();
    channel.profile.times.answered = this.world.micros();
    channel.profileChanged();
    channel.answerState = 'answered';
    if (channel.callState === 'DOWN') setCallState(channel, 'RINGING');
    this.world.emit('CHANNEL_ANSWER', channel);
    channel.variables.set('endpoint_disposition', undefined);
    channel.variables.set('endpoint_disposition', 'ANSWER');
    executeOnAnswer(this.world, channel);
    if (this.#replied) setCallState(channel, 'ACTIVE');
    else this.#succeed();
  }

  /** The command's thread wakes up to 23 ms later, says `+OK`, and the leg goes where it was sent. */
  #succeed(): void {
    const { world } = this;
    const channel = this.#channel;
    if (this.#replied) return;
    this.#replied = true;
    this.#timeout?.cancel();
    const go = (): void => {
      if (channel.isDown()) { this.reply(`+OK ${channel.uuid}\n`); return; }
      this.#takeMedia();
      flipCallerId(channel);
      if (channel.isAnswered) setCallState(channel, 'ACTIVE');
      channel.hitDialplan = true;
      enter(channel, 'CS_EXECUTE');
      channel.row = { ...freshRow(channel), application: channel.row?.application ?? '', applicationData: channel.row?.applicationData ?? '' };
      this.reply(`+OK ${channel.uuid}\n`);
      transferTo(world, channel, this.args.then);
    };
    if (chance(world.dice, 0.5)) world.later(1, go);
    else world.later(world.tick(), go);
  }

  #refuse(status: number, phrase: string): void {
    const channel = this.#channel;
    if (channel.isDown()) return;
    const cause = causeOfStatus(status);
    if (!this.#heard) {
      const nobody = this.target.refuses === true;
      channel.variables.setAll(nobody ? onNoAddress(this.#sip) : onBareRefusal(this.#sip));
      if (!nobody) channel.profile.networkAddr = this.#sip.ip;
      channel.profileChanged();
    }
    if (channel.earlyMedia) this.#takeMedia();
    channel.variables.setAll(onRefusal(status, phrase, q850Of(cause)));
    hangUp(this.world, channel, cause, 'refused');
  }

  #timedOut(): void {
    const channel = this.#channel;
    if (channel.isDown() || this.#replied) return;
    if (channel.earlyMedia) this.#takeMedia();
    hangUp(this.world, channel, 'NO_ANSWER', 'self');
  }

  /** Hung up before it got anywhere: the command says why, before or after the leg's last events. */
  #ended(): void {
    this.#timeout?.cancel();
    if (this.#replied) return;
    this.#replied = true;
    const cause = this.#channel.cause ?? 'NORMAL_CLEARING';
    const gateway = this.world.gateways.get(this.target.gateway ?? '');
    if (gateway) gateway.failedOut++;
    const say = (): void => { if (this.last) this.reply(`-ERR ${cause}\n`); else this.failed(cause); };
    if (chance(this.world.dice, 0.3)) say();
    else this.world.later(between(this.world.dice, 0, 20), say);
  }
}
