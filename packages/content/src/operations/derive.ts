import type { FieldStep } from '../config/compile.ts'
import { levelsIn, stepsAt, type Level } from '../documents/levels.ts'
import type { WriteRun } from './run.ts'

/**
 * Gives the fields that can be made from others a value, where none was sent and none is stored. Last before validation, so
 * that it sees what hooks made of the others.
 */
export function derive(run: WriteRun): void {
  deriveLevel(run.entity.steps.derived, { data: run.data, previous: run.stored, prefix: '' })
}

function deriveLevel(steps: readonly FieldStep[], level: Level): void {
  const { data, previous } = level
  for (const step of steps) {
    const { name, type, config } = step.field
    const sent: unknown = data[name]
    const current: unknown = sent === undefined ? previous?.[name] : sent
    if (type.derive !== undefined && (current === undefined || current === null || current === '')) {
      const siblings = {
        ...previous,
        ...Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)),
      }
      const derived = type.derive(config, siblings)
      if (derived !== undefined) data[name] = derived
    }
    for (const inner of levelsIn(step.field, level)) deriveLevel(stepsAt(step, inner), inner)
  }
}
