import { createRequire } from 'node:module'
import type { FastifyServerOptions } from 'fastify'

type Factories = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>
/** What fastify requires is found from where fastify is. */
const requireOfFastify = createRequire(createRequire(import.meta.url).resolve('fastify'))

/**
 * What fastify compiles schemas with in its defaults, loaded for the first route that has one: routes of Crochet have none, and a
 * hundred modules less are loaded at the start.
 */
export const lateCompilers: Factories = {
  buildValidator: late('@fastify/ajv-compiler') as Factories['buildValidator'],
  buildSerializer: late('@fastify/fast-json-stringify-compiler') as Factories['buildSerializer'],
}

function late(name: string): unknown {
  return (...about: unknown[]) => {
    const select = requireOfFastify(name) as () => (...about: unknown[]) => unknown
    return select()(...about)
  }
}
