import Type, { type Static } from 'typebox';
import { Instant } from './common.js';

const IceServer = Type.Object({ urls: Type.String({ description: '`stun:` or `turn:`' }), username: Type.Optional(Type.String()), credential: Type.Optional(Type.String()) });

/** What the browser registers with: on a real switch, or that there is only the simulated one. */
export const Softphone = Type.Union([
  Type.Object({
    mode: Type.Literal('sip'), uri: Type.String({ description: 'SIP address of this desk' }), user: Type.String(), password: Type.String({ description: 'Good for this session and until `expiresAt`; ask again before' }), websocket: Type.String({ description: 'SIP over WebSocket at the switch' }),
    iceServers: Type.Array(IceServer), expiresAt: Instant,
  }),
  Type.Object({ mode: Type.Literal('simulated') }, { description: 'The switch is simulated: there is no sound to carry' }),
]);
export type Softphone = Static<typeof Softphone>;
