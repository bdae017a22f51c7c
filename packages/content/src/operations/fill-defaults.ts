import { isPlainObject } from '@crochet/hooks'
import type { Field, FieldStep } from '../config/compile.ts'
import { levelsIn, stepsAt, type Level } from '../documents/levels.ts'
import type { ContentRequest } from '../request.ts'
import type { Data } from '../untyped.ts'

/** Whom a `defaultValue` function is called for, and what is being made. */
interface Making {
  readonly req: ContentRequest
  readonly data: Data
}

/** Puts default values where nothing was sent and nothing is stored, from the outside in. */
export async function fillDefaults(steps: readonly FieldStep[], level: Level, making: Making): Promise<void> {
  for (const step of steps) {
    const { field } = step
    if (level.previous === undefined && level.data[field.name] === undefined) {
      const value = await defaultOf(field, making)
      if (value !== undefined) level.data[field.name] = value
      else if (field.type.holds === 'object') level.data[field.name] = {}
    }
    for (const inner of levelsIn(field, level)) await fillDefaults(stepsAt(step, inner), inner, making)
    const value: unknown = level.data[field.name]
    if (field.type.holds === 'object' && isPlainObject(value) && Object.keys(value).length === 0)
      delete level.data[field.name]
  }
}

async function defaultOf({ config: { defaultValue } }: Field, { req, data }: Making): Promise<unknown> {
  const value: unknown = typeof defaultValue === 'function' ? await defaultValue({ req, data }) : defaultValue
  return structuredClone(value)
}
