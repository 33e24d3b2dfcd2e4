/**
 * Writers of answers, made when a route first answers: making all of them, for some 240 routes and each of their statuses, was
 * half of a server's getting ready, and most statuses are never said.
 */
import SerializerSelector from '@fastify/fast-json-stringify-compiler';

const factory = SerializerSelector();

export const lazySerializers: SerializerSelector.SerializerFactory = (external, options) => {
  const compile = factory(external, options);
  return (route) => {
    let write: SerializerSelector.Serializer | undefined;
    return (data) => (write ??= compile(route))(data);
  };
};
