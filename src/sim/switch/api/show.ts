/** `show channels|calls|bridged_calls [count|as json|like …]`: the switch's own tables, which go stale when no event comes. */
import type { Channel, ShowRow } from '../channel.js';
import type { World } from '../world.js';

type Row = Record<string, string>;

export function show(world: World, args: string): string {
  const words = args.split(' ').filter((w) => w !== '');
  const what = words[0] ?? '';
  const asJson = words.includes('as') && words.includes('json');
  if (what === 'channels') {
    const like = words[1] === 'like' ? (words[2] ?? '') : '';
    const rows = alive(world).map(([c, row]) => channelRow(world, c, row)).filter((row) => like === '' || Object.values(row).some((v) => v.includes(like)));
    if (words[1] === 'count') return asJson ? JSON.stringify({ row_count: rows.length }) : `\n${rows.length} total.\n`;
    return answer(rows, asJson);
  }
  if (what === 'calls' || what === 'bridged_calls' || what === 'detailed_bridged_calls') {
    const rows = callRows(world, what !== 'calls');
    if (words[1] === 'count') return asJson ? JSON.stringify({ row_count: rows.length }) : `\n${rows.length} total.\n`;
    return answer(rows, asJson);
  }
  if (what === 'tasks') return answer(world.tasks.list().map((t) => ({ task_id: String(t.id), task_desc: t.about, task_group: t.group, task_runtime: '', task_sql_manager: '1', hostname: world.settings.hostname })), asJson);
  if (what === 'status') return '';
  return '-USAGE: codec|endpoint|application|api|dialplan|file|timer|calls [count]|channels [count|like <match string>]|calls|detailed_calls|bridged_calls|detailed_bridged_calls|aliases|complete|chat|management|modules|nat_map|say|interfaces|interface_types|tasks|limits|status\n';
}

function alive(world: World): (readonly [Channel, ShowRow])[] {
  const out: (readonly [Channel, ShowRow])[] = [];
  for (const channel of world.channels.values()) if (channel.row) out.push([channel, channel.row]);
  return out;
}

function answer(rows: readonly Row[], asJson: boolean): string {
  if (asJson) return rows.length === 0 ? '{"row_count": 0}\n' : `${JSON.stringify({ row_count: rows.length, rows })}\n`;
  const first = rows[0];
  if (!first) return '\n0 total.\n';
  return `${Object.keys(first).join(',')}\n${rows.map((row) => Object.values(row).join(',')).join('\n')}\n\n${rows.length} total.\n`;
}

const epochOf = (channel: Channel): number => Math.floor(channel.profile.times.created / 1e6);

function stamp(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

function channelRow(world: World, c: Channel, row: ShowRow): Row {
  const created = epochOf(c);
  const media = c.media ? ['PCMA', '8000', '64000'] as const : ['', '', ''] as const;
  const p = c.profile;
  return {
    uuid: c.uuid, direction: c.direction, created: stamp(created), created_epoch: String(created), name: c.name, state: row.state, cid_name: row.callerName, cid_num: row.callerNumber,
    ip_addr: row.ip, dest: row.dest, application: row.application, application_data: row.applicationData, dialplan: p.dialplan, context: p.context,
    read_codec: media[0], read_rate: media[1], read_bit_rate: media[2], write_codec: media[0], write_rate: media[1], write_bit_rate: media[2], secure: '',
    hostname: world.settings.hostname, presence_id: c.presenceId, presence_data: '', accountcode: c.variables.get('accountcode') ?? '', callstate: row.callState,
    callee_name: row.calleeName, callee_num: row.calleeNumber, callee_direction: row.calleeDirection, call_uuid: row.callUuid,
    sent_callee_name: row.sentCalleeName, sent_callee_num: row.sentCalleeNumber,
    initial_cid_name: p.origCallerName, initial_cid_num: p.origCallerNumber, initial_ip_addr: row.ip, initial_dest: p.destination, initial_dialplan: p.dialplan, initial_context: p.context,
  };
}

const SIDE = ['uuid', 'direction', 'created', 'created_epoch', 'name', 'state', 'cid_name', 'cid_num', 'ip_addr', 'dest', 'presence_id', 'presence_data', 'accountcode', 'callstate', 'callee_name', 'callee_num', 'callee_direction'] as const;

/** A bridge is told once, from its first leg; legs in none are told alone unless only bridges are wanted. */
function callRows(world: World, bridgedOnly: boolean): Row[] {
  const out: Row[] = [];
  for (const [a, row] of alive(world)) {
    if (a.occupation.kind === 'bridge-b') continue;
    const b = a.occupation.kind === 'bridge-a' ? a.peer : undefined;
    if (bridgedOnly && !b?.row) continue;
    const full = channelRow(world, a, row);
    const other = b?.row ? channelRow(world, b, b.row) : undefined;
    const line: Row = {};
    for (const key of SIDE) line[key] = full[key] ?? '';
    line['call_uuid'] = full['call_uuid'] ?? '';
    line['hostname'] = world.settings.hostname;
    line['sent_callee_name'] = row.sentCalleeName;
    line['sent_callee_num'] = row.sentCalleeNumber;
    for (const key of SIDE) line[`b_${key}`] = other?.[key] ?? '';
    line['b_sent_callee_name'] = b?.row?.sentCalleeName ?? '';
    line['b_sent_callee_num'] = b?.row?.sentCalleeNumber ?? '';
    line['call_created_epoch'] = other ? String(Math.floor(a.profile.times.bridged / 1e6)) : '';
    out.push(line);
  }
  return out;
}
