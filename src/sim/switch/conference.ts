/** Conferences, as far as a three-way call needs: members join and leave, are listed, kicked and hung up, with mod_conference's events. */
import type { AppStart, Stopper } from './apps.js';
import type { Channel } from './channel.js';
import { hangUp } from './legs.js';
import type { World } from './world.js';

interface Member { readonly id: number; readonly channel: Channel; muted: boolean; readonly endsConference: boolean; readonly leave: () => void }
interface Conference { readonly name: string; readonly uuid: string; readonly profile: string; readonly members: Member[]; nextId: number }

const books = new WeakMap<World, Map<string, Conference>>();
function bookOf(world: World): Map<string, Conference> {
  let book = books.get(world);
  if (!book) { book = new Map(); books.set(world, book); }
  return book;
}

/** A crash takes them all. */
export function forgetConferences(world: World): void { books.delete(world); }

/** The `conference` application: `NAME[@PROFILE][+flags{mute|endconf|…}]`. */
export const conference: AppStart = ({ world, channel, argument, done }): Stopper => {
  const [, name = argument, profile = 'default', flags = ''] = /^([^@+]+)(?:@([^+]+))?(?:\+(?:[^+{]*\+)?flags\{([^}]*)\})?/.exec(argument) ?? [];
  const given = new Set(flags.split('|'));
  const book = bookOf(world);
  let room = book.get(name);
  if (!room) {
    room = { name, uuid: world.uuid(), profile, members: [], nextId: 1 };
    book.set(name, room);
    tell(world, room, undefined, 'conference-create', 0);
  }
  const joined = room;
  let over = false;
  const member: Member = {
    id: joined.nextId++, channel, muted: given.has('mute'), endsConference: given.has('endconf'),
    leave: () => {
      if (over) return;
      over = true;
      const at = joined.members.indexOf(member);
      if (at >= 0) joined.members.splice(at, 1);
      tell(world, joined, member, 'del-member', joined.members.length);
      channel.variables.set('conference_call_key', undefined);
      done();
      if (member.endsConference) for (const other of [...joined.members]) hangUp(world, other.channel, 'NORMAL_CLEARING', 'us');
      if (joined.members.length === 0) {
        tell(world, joined, undefined, 'conference-destroy', 0);
        if (book.get(name) === joined) book.delete(name);
      }
    },
  };
  joined.members.push(member);
  channel.variables.setAll([
    ['conference_name', name], ['conference_member_id', String(member.id)], ['conference_moderator', String(given.has('moderator'))],
    ['conference_ghost', 'false'], ['conference_uuid', joined.uuid],
    ['app_session_uuid', joined.uuid], ['conference_call_key', `${name}_${profile}_${channel.uuid}`],
  ]);
  tell(world, joined, member, 'add-member', joined.members.length);
  channel.farEnd?.bridged();
  return { readsDigits: true, stop: () => { member.leave(); } };
};

function tell(world: World, room: Conference, member: Member | undefined, action: string, size: number): void {
  const about: [string, string][] = [
    ['Conference-Name', room.name], ['Conference-Domain', 'cluecon.com'], ['Conference-Size', String(size)], ['Conference-Ghosts', '0'],
    ['Conference-Profile-Name', room.profile], ['Conference-Unique-ID', room.uuid],
  ];
  if (!member) {
    world.emit('CUSTOM', undefined, { subclass: 'conference::maintenance', variant: action, after: [...about, ['Action', action]] });
    return;
  }
  world.emit('CUSTOM', member.channel, {
    subclass: 'conference::maintenance', variant: action, bare: true, before: [...about, ['Floor', 'false']],
    after: [
      ['Video', 'false'], ['Hear', 'true'], ['See', 'true'], ['Speak', String(!member.muted)], ['Talking', 'false'], ['Mute-Detect', 'false'], ['Hold', 'false'],
      ['Member-ID', String(member.id)], ['Member-Type', 'member'], ['Member-Ghost', 'false'], ['Energy-Level', '0'], ['Current-Energy', '0'], ['Action', action],
    ],
  });
}

/** The `conference NAME …` command. */
export function conferenceCommand(world: World, args: string): string {
  const [name = '', action = '', which = ''] = args.split(' ');
  if (name === 'json_list' || name === 'list') return name === 'list' ? listAll(world) : JSON.stringify([...bookOf(world).values()].map(jsonOf));
  const room = bookOf(world).get(name);
  if (!room) return `-ERR Conference ${name} not found\n`;
  if (action === 'list') return listOf(room);
  if (action === 'json_list') return JSON.stringify([jsonOf(room)]);
  const chosen = pick(room, which);
  if (action === 'kick' || action === 'hup') {
    let said = '';
    for (const member of chosen) {
      tell(world, room, member, `${action}-member`, room.members.length);
      said += action === 'kick' ? `+OK kicked ${member.id}\n` : `+OK hup ${member.id}\n`;
      if (action === 'kick') world.later(world.tick(), () => { member.leave(); });
      else world.later(world.tick() + 2, () => { hangUp(world, member.channel, 'NORMAL_CLEARING', 'self'); });
    }
    return said === '' ? '-ERR no members\n' : said;
  }
  if (action === 'mute' || action === 'unmute') {
    for (const member of chosen) { member.muted = action === 'mute'; tell(world, room, member, `${action}-member`, room.members.length); }
    return chosen.map((m) => `OK ${action} ${m.id}\n`).join('');
  }
  return '-ERR Conference command not found\n';
}

function pick(room: Conference, which: string): readonly Member[] {
  if (which === 'all') return [...room.members].reverse();
  if (which === 'last') return room.members.slice(-1);
  return room.members.filter((m) => String(m.id) === which);
}

const listOf = (room: Conference): string => [...room.members].reverse().map((m) => {
  const p = m.channel.profile;
  return `${m.id};${m.channel.name};${m.channel.uuid};${p.callerName};${p.callerNumber};${m.muted ? 'hear' : 'hear|speak'};0;0;0\n`;
}).join('');

function listAll(world: World): string {
  const rooms = [...bookOf(world).values()];
  if (rooms.length === 0) return 'No active conferences.\n';
  return rooms.map((r) => `+OK Conference ${r.name} (${r.members.length} member${r.members.length === 1 ? '' : 's'} rate: 8000 flags: running|answered|enforce_min|dynamic|exit_sound|enter_sound)\n${listOf(r)}`).join('');
}

const jsonOf = (room: Conference): unknown => ({
  conference_name: room.name, member_count: room.members.length, ghost_count: 0, rate: 8000, conference_uuid: room.uuid, running: true,
  members: room.members.map((m) => ({ type: 'caller', id: m.id, uuid: m.channel.uuid, caller_id_name: m.channel.profile.callerName, caller_id_number: m.channel.profile.callerNumber, flags: { can_hear: true, can_speak: !m.muted } })),
});
