/** Small schemas the desk's messages are made of. Knows nothing of sockets or of who is allowed what. */
import Type, { type TProperties } from 'typebox';

/** An object that takes no field it does not name: what comes from outside is always closed. */
export const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });

export const IdSchema = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_.:-]+$' });
export const InstantSchema = Type.Integer({ minimum: 0, maximum: 9_999_999_999_999 });
export const MinorSchema = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** Balances may be negative (overpaid). */
export const BalanceSchema = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
export const DateSchema = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });
/** A number as a person types it; the conductor normalises and judges it. */
export const TypedNumberSchema = Type.String({ minLength: 2, maxLength: 32, pattern: '^[+0-9][0-9 ()-]*$' });
export const CodeSchema = Type.String({ minLength: 1, maxLength: 64 });
export const NoteSchema = Type.String({ maxLength: 4000 });

export const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const FailureSchema = Type.Object({ code: Type.String(), text: Type.String(), at: Type.Optional(Type.String()) });
