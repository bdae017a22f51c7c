import type { Field } from '../config/compile.ts'
import { fieldsAt, levelsIn, pathOf, type Level } from '../documents/levels.ts'
import { ValidationError, type FieldProblem } from '../errors.ts'
import type { Flaws } from '../fields/field-type.ts'
import { isPlainError } from '../plain-error.ts'
import type { WriteRun } from './run.ts'

/**
 * Checks every field that was sent, and where nothing is stored yet those that were not. Collects everything that is wrong.
 *
 * @throws ValidationError
 */
export async function validate(run: WriteRun): Promise<void> {
  const problems: FieldProblem[] = []
  await validateLevel(run.entity.fields, { data: run.data, previous: run.stored, prefix: '' })
  if (problems.length > 0) throw new ValidationError(problems)

  async function validateLevel(fields: readonly Field[], level: Level): Promise<void> {
    for (const field of fields) {
      const value: unknown = level.data[field.name]
      if (value === undefined && level.previous !== undefined) continue
      const flaws = await flawsOf(field, value, { run, level })
      const path = pathOf(level, field.name)
      if (flaws === undefined) {
        for (const inner of innerLevels(field, level)) await validateLevel(fieldsAt(field, inner), inner)
      } else if (typeof flaws === 'string') problems.push({ path, message: flaws, field: field.name })
      else for (const { at, message } of flaws) problems.push({ path: path + at, message, field: field.name })
    }
  }
}

/** A group that is not there is checked like an empty one: fields inside it may be required. */
function innerLevels(field: Field, level: Level): Level[] {
  const isMissing = field.type.holds === 'object' && (level.data[field.name] ?? undefined) === undefined
  if (!isMissing) return levelsIn(field, level)
  return [{ data: {}, previous: undefined, prefix: `${pathOf(level, field.name)}.` }]
}

async function flawsOf(field: Field, value: unknown, { run, level }: { run: WriteRun; level: Level }): Promise<Flaws> {
  const { config, type } = field
  if (config.required === true && isMissing(field, value)) return 'is required'
  const flaws = value === undefined || value === null ? undefined : type.check(value, config)
  if (flaws !== undefined || config.validate === undefined) return flaws
  const verdict = await askValidate(field, value, { run, level })
  return verdict === true ? undefined : typeof verdict === 'string' ? verdict : 'is not valid'
}

function isMissing({ type }: Field, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return Array.isArray(value) ? value.length === 0 : type.isEmpty?.(value) === true
}

/** A plain `Error` is a message, like a returned text; anything else is a fault of the function. */
async function askValidate(
  field: Field,
  value: unknown,
  { run, level }: { run: WriteRun; level: Level },
): Promise<unknown> {
  const { req, data, originalDoc } = run
  const operation = run.operation === 'create' ? 'create' : 'update'
  const args = { req, operation, path: pathOf(level, field.name), data, siblingData: level.data, originalDoc } as const
  try {
    return await field.config.validate?.(value, args)
  } catch (error) {
    if (isPlainError(error)) return error.message
    throw error
  }
}
