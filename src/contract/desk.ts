/** The desk's WebSocket, as schemas and their types. Used by the gateway, the Node client and (types only) the page. */
export * from './desk/commands.js';
export * from './desk/events.js';
export * from './desk/live.js';
export * from './desk/messages.js';
