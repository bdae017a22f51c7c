import { isPlainObject } from '@crochet/hooks'
import type { Field, FieldStep } from '../config/compile.ts'
import type { ValueField } from '../config/field-config.ts'
import { levelsIn, pathOf, stepsAt, type Level } from '../documents/levels.ts'
import { ContentError } from '../errors.ts'
import type { WriteRun } from './run.ts'

/**
 * Checks that groups are still objects, rows still rows of known blocks and relationships still ids or documents after the last
 * hook before the write: what is something else would be stored, and found by no field again.
 *
 * @throws ContentError `DATA_FROM_HOOKS` with the path
 */
export function checkShapes(run: WriteRun): void {
  checkLevel(run.entity.steps.holding, { data: run.data, previous: run.stored, prefix: '' })

  function checkLevel(steps: readonly FieldStep[], level: Level): void {
    for (const step of steps) {
      const value: unknown = level.data[step.field.name]
      if (value === undefined || value === null) continue
      const path = pathOf(level, step.field.name)
      if (!isOfShape(step.field, value)) refuse(path)
      for (const inner of levelsIn(step.field, level)) {
        if (step.field.type.holds === 'blocks' && !step.field.blocks.has(inner.blockType ?? '')) {
          refuse(pathOf(inner, 'blockType'))
        }
        checkLevel(stepsAt(step, inner), inner)
      }
    }
  }

  function refuse(path: string): never {
    const message = `What hooks left in \`${path}\` of "${run.entity.name}" cannot be stored.`
    throw new ContentError('DATA_FROM_HOOKS', message, { path })
  }
}

function isOfShape({ type, config, relation }: Field, value: unknown): boolean {
  // How many there may be is for validation to say.
  if (relation !== undefined)
    return type.check(value, { ...config, minRows: 0, maxRows: Infinity } as ValueField) === undefined
  if (type.holds === undefined) return true
  return type.holds === 'object' ? isPlainObject(value) : Array.isArray(value) && value.every(isPlainObject)
}
