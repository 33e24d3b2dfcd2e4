/** The FreeSWITCH adapter: what `main` wires. */
export { FreeSwitch, FREESWITCH_DEFAULTS, type FreeSwitchOptions, type FreeSwitchSettings } from './switch.js';
