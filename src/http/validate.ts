import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Invalid, type Finding } from './problems.js';

/**
 * Validates with the contract's own library. A JSON body is taken as it is (a string is not a number, null is not ''),
 * and what the schema does not know is refused; path and query are texts and are converted first. Every mistake is reported.
 */
export function registerValidator(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
    // Made when the route is first asked.
    let made: Validator | undefined;
    const convert = httpPart !== 'body';
    return (data: unknown): { value: unknown } | { error: Error } => {
      const compiled = (made ??= Compile(schema));
      const given = httpPart === 'querystring' || httpPart === 'params' ? { ...(data as object) } : data;
      const value: unknown = convert ? compiled.Convert(given) : given;
      if (compiled.Check(value)) return { value };
      return { error: new Invalid(httpPart ?? 'body', findings(compiled.Errors(value))) };
    };
  });
}
function findings(errors: readonly { readonly keyword: string; readonly instancePath: string; readonly message: string; readonly params: object }[]): readonly Finding[] {
  return errors.filter((one) => one.keyword !== 'boolean').map((one) => {
    const names = 'additionalProperties' in one.params && Array.isArray(one.params.additionalProperties) ? one.params.additionalProperties
      : 'requiredProperties' in one.params && Array.isArray(one.params.requiredProperties) ? one.params.requiredProperties : null;
    return { keyword: one.keyword, instancePath: one.instancePath, message: names === null ? one.message : `${one.message}: ${names.map(String).join(', ').slice(0, 200)}` };
  });
}
