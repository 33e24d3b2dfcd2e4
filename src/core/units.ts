/** The units used everywhere. Plain numbers and strings, named so that a signature says what it wants. */

/** Milliseconds since 1970-01-01T00:00Z, an integer. Every stored instant is one. */
export type Instant = number;
/** A length of time in milliseconds. */
export type Millis = number;
/** An amount in the minor unit of its currency (fen, cents; yen for JPY), an integer. */
export type Minor = number;
/** A UUIDv7: sortable by the instant of its making. */
export type Id = string;
/** A leg's uuid on a switch: chosen by us at originate, or by the switch for inbound legs. */
export type LegId = string;
/** +, country code, number: 7 to 15 digits after the plus. */
export type E164 = string;
/** A calendar date, `YYYY-MM-DD`. */
export type LocalDate = string;
/** An IANA zone name, e.g. `Asia/Shanghai`. */
export type ZoneName = string;
