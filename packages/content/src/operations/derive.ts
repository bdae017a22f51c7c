import type { Field, FieldStep } from '../config/compile.ts'
import { levelsIn, stepsAt, type Level } from '../documents/levels.ts'
import { noteMadeUp } from './made-up-values.ts'
import type { WriteRun } from './run.ts'

/**
 * Gives the fields that can be made from others a value, where none was sent and none is stored. Last before validation, so
 * that it sees what hooks made of the others.
 */
export function derive(run: WriteRun): void {
  const top = { data: run.data, previous: run.stored, prefix: '' }
  for (const { field, value } of deriveLevel(run.entity.steps.derived, top)) {
    if (typeof value === 'string') noteMadeUp(run, field.name, { value, from: value, word: '' })
  }
}

/** @returns what it has put into the fields of the level itself */
function deriveLevel(steps: readonly FieldStep[], level: Level): { field: Field; value: unknown }[] {
  const { data, previous } = level
  const made: { field: Field; value: unknown }[] = []
  for (const step of steps) {
    const { name, type, config } = step.field
    const sent: unknown = data[name]
    const current: unknown = sent === undefined ? previous?.[name] : sent
    if (type.derive !== undefined && (current === undefined || current === null || current === '')) {
      const siblings = {
        ...previous,
        ...Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)),
      }
      const value = type.derive(config, siblings)
      if (value !== undefined) {
        data[name] = value
        made.push({ field: step.field, value })
      }
    }
    for (const inner of levelsIn(step.field, level)) deriveLevel(stepsAt(step, inner), inner)
  }
  return made
}
