import { isPlainObject } from '@crochet/hooks'
import type { ConfigProblem } from '../errors.ts'
import { endpointFlaw } from './endpoint.ts'

/** Collects what is wrong, each with its path. */
export class Problems {
  readonly list: ConfigProblem[] = []

  add(path: string, message: string): void {
    this.list.push({ path, message })
  }
}

interface Expected {
  readonly problems: Problems
  readonly known: readonly string[]
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

export function checkKeys(value: Record<string, unknown>, path: string, { problems, known }: Expected): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) problems.add(`${path}.${key}`, `unknown; known here are ${known.join(', ')}`)
  }
}

/** Lists of handlers by hook point. What a handler may look like is the engine's to check. */
export function checkHooks(value: unknown, path: string, { problems, known }: Expected): void {
  if (value === undefined) return
  if (!isPlainObject(value)) return problems.add(path, 'write an object of lists: { beforeChange: [handler] }')
  checkKeys(value, path, { problems, known })
  for (const [name, list] of Object.entries(value)) {
    if (!known.includes(name) || list === undefined) continue
    if (!Array.isArray(list)) problems.add(`${path}.${name}`, 'write a list of handlers: [handler]')
    else list.forEach((handler: unknown, index) => checkHandler(handler, `${path}.${name}[${index}]`, problems))
  }
}

function checkHandler(handler: unknown, path: string, problems: Problems): void {
  if (typeof handler === 'function') return
  if (isPlainObject(handler) && typeof handler['handler'] === 'function') return
  problems.add(path, 'write a function, or an object with a function `handler`')
}

export function checkRules(value: unknown, path: string, { problems, known }: Expected): void {
  if (value === undefined) return
  if (!isPlainObject(value))
    return problems.add(path, `write an object of functions: { ${known[0]}: ({ req }) => true }`)
  checkKeys(value, path, { problems, known })
  for (const [name, rule] of Object.entries(value)) {
    if (!known.includes(name) || rule === undefined || typeof rule === 'function') continue
    problems.add(`${path}.${name}`, `write a function: () => ${JSON.stringify(rule)}`)
  }
}

/** A list of routes, or `false` for no routes at all. */
export function checkEndpoints(value: unknown, path: string, problems: Problems): void {
  if (value === undefined || value === false) return
  if (!Array.isArray(value)) return problems.add(path, 'write a list of { path, method, handler }, or false')
  value.forEach((endpoint: unknown, index) => {
    const flaw = endpointFlaw(endpoint)
    if (flaw === undefined) return
    problems.add(
      `${path}[${index}]`,
      `the endpoint ${flaw}; write { path: "/top", method: "get", handler: (req) => … }`,
    )
  })
}
