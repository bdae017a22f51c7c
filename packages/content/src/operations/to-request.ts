import type { Entity } from '../config/compile.ts'
import type { OperationArgs, OperationName } from '../hooks/payloads.ts'
import type { Circumstances } from './circumstances.ts'
import type { Request } from './run.ts'

const argNames = [
  'id',
  'data',
  'field',
  'where',
  'sort',
  'limit',
  'page',
  'pagination',
  'select',
  'depth',
  'populate',
  'joins',
  'onError',
  'ifUpdatedAt',
] as const satisfies readonly (keyof OperationArgs)[]

/** What a call asks for, apart from its circumstances. */
export function toRequest(entity: Entity, operation: OperationName, options: Circumstances): Request {
  const given = options as OperationArgs
  const args: Record<string, unknown> = {}
  for (const name of argNames) if (given[name] !== undefined) args[name] = given[name]
  return { entity, operation, args, circumstances: options }
}
