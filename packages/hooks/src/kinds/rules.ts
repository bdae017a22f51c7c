import { isPlainObject, mergeSafely, withoutPrototypeKeys } from '../safe-keys.ts'
import type { PointDefinition } from '../definition.ts'
import { RefusedReturn } from '../plan.ts'
import type { SequenceRule } from './walk.ts'

/** `series`: what handlers return is ignored. */
export const seriesRule: SequenceRule = {
  take: () => false,
  result: () => undefined,
}

/** `waterfall`: a returned value replaces `payload[key]`, `null` included, if the point takes such a value. */
export function waterfallRule({ key = '', returns }: PointDefinition): SequenceRule {
  return {
    take(payload, value) {
      if (returns !== undefined && !returns.accepts(value)) throw new RefusedReturn(value, returns.expected)
      ;(payload as Record<string, unknown>)[key] = withoutPrototypeKeys(value)
      return false
    },
    result: (payload) => (payload as Record<string, unknown>)[key],
  }
}

/** `bail`: the first value other than `undefined` and `null` ends the dispatch. */
export const bailRule: SequenceRule = {
  take: (_payload, value) => value !== null,
  result: () => undefined,
}

/** `merge`: returned plain objects are merged into `payload[into]`, in place, so that everyone who holds it sees them. */
export function mergeRule({ key: into = '' }: PointDefinition): SequenceRule {
  return {
    take(payload, value) {
      if (!isPlainObject(value)) return false
      const fields = payload as Record<string, unknown>
      const target = fields[into]
      if (typeof target === 'object' && target !== null && Object.isExtensible(target)) {
        mergeSafely(target as Record<string, unknown>, value)
      } else {
        fields[into] = mergeSafely({ ...(target as object | undefined) }, value)
      }
      return false
    },
    result: (payload) => (payload as Record<string, unknown>)[into],
  }
}
