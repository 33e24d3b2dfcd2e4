/** REST calls of one's own account. */
import type { Static } from 'typebox';
import type * as Rest from '../../contract/rest.js';
import { get, post } from '../shared/api.js';

type State = Static<typeof Rest.SecondFactor>;
export const secondFactor = (): Promise<State> => get('/me/second-factor');
export const beginSecondFactor = (): Promise<Static<typeof Rest.SecondFactorBegun>> => post('/me/second-factor');
export const confirmSecondFactor = (code: string): Promise<Static<typeof Rest.SecondFactorConfirmed>> => post('/me/second-factor/confirm', { code });
export const removeSecondFactor = (password: string): Promise<State> => post('/me/second-factor/remove', { password });
export const renewRecoveryCodes = async (): Promise<readonly string[]> => (await post<Static<typeof Rest.RecoveryCodes>>('/me/second-factor/recovery-codes')).codes;
export const prove = (given: Static<typeof Rest.ProofBody>): Promise<Static<typeof Rest.Proof>> => post('/me/proof', given);
