import type { FieldStep } from '../config/compile.ts'
import { levelsIn, stepsAt, type Level } from '../documents/levels.ts'
import type { WriteRun } from './run.ts'

/**
 * Turns the passwords that were sent into what is stored, in place: from here on nobody sees them. Hooks may have put what is
 * stored into `data` (`{ ...originalDoc, ...data }`); that stays as it is.
 */
export async function seal(run: WriteRun): Promise<void> {
  await sealLevel(run.entity.steps.sealed, { data: run.data, previous: run.stored, prefix: '' })
}

async function sealLevel(steps: readonly FieldStep[], level: Level): Promise<void> {
  for (const step of steps) {
    const { name, type } = step.field
    const value: unknown = level.data[name]
    const isNew = value !== undefined && value !== null && value !== level.previous?.[name]
    if (type.seal !== undefined && isNew) level.data[name] = await type.seal(value)
    for (const inner of levelsIn(step.field, level)) await sealLevel(stepsAt(step, inner), inner)
  }
}

/** Takes secrets out of a document before the hooks of reading see it: they may pass it on, into an audit log for example. */
export function dropSecrets(steps: readonly FieldStep[], level: Level): void {
  for (const step of steps) {
    if (step.field.type.secret === true) delete level.data[step.field.name]
    for (const inner of levelsIn(step.field, level)) dropSecrets(stepsAt(step, inner), inner)
  }
}
