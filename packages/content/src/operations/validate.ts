import type { Field } from '../config/compile.ts'
import { levelsIn, pathOf, type Level } from '../documents/levels.ts'
import { ValidationError, type FieldProblem } from '../errors.ts'
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
      const message = await problemWith(field, value, { run, level })
      if (message !== undefined) problems.push({ path: pathOf(level, field.name), message, field: field.name })
      else for (const inner of innerLevels(field, level)) await validateLevel(field.fields, inner)
    }
  }
}

/** A group that is not there is checked like an empty one: fields inside it may be required. */
function innerLevels(field: Field, level: Level): Level[] {
  const isMissing = field.type.holds === 'object' && (level.data[field.name] ?? undefined) === undefined
  if (!isMissing) return levelsIn(field, level)
  return [{ data: {}, previous: undefined, prefix: `${pathOf(level, field.name)}.` }]
}

async function problemWith(
  field: Field,
  value: unknown,
  { run, level }: { run: WriteRun; level: Level },
): Promise<string | undefined> {
  const { config, type } = field
  const isMissing =
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  if (config.required === true && isMissing) return 'is required'
  const problem = value === undefined || value === null ? undefined : type.check(value, config)
  if (problem !== undefined || config.validate === undefined) return problem
  const verdict = await askValidate(field, value, { run, level })
  return verdict === true ? undefined : typeof verdict === 'string' ? verdict : 'is not valid'
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
