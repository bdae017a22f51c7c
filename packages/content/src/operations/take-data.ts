import { checkFieldAccess } from '../access/field-access.ts'
import type { Field } from '../config/compile.ts'
import { cleanData } from '../documents/clean-data.ts'
import { fieldsAt, levelsIn, pathOf, type Level } from '../documents/levels.ts'
import { completeRows } from '../documents/merge.ts'
import { reduceToIds } from '../documents/places.ts'
import { ValidationError, type FieldProblem } from '../errors.ts'
import { oneOf } from '../fields/field-blocks.ts'
import { checkSentTargets } from './check-targets.ts'
import { fillDefaults } from './fill-defaults.ts'
import type { WriteRun } from './run.ts'

/**
 * Takes over what the caller sent: a checked copy, with ids for the documents in relationships, without anything that is no field
 * and without what the user may not set; then default values, where there is no stored document yet, and ids for new rows.
 *
 * @throws ContentError `DATA_SHAPE`, `DATA_LIMIT`; ValidationError naming unknown fields; Forbidden
 */
export async function takeData(run: WriteRun, sent: unknown): Promise<void> {
  const { entity } = run
  run.data = cleanData(sent)
  dropOwnKeys(run)
  const top = { data: run.data, previous: run.stored, prefix: '' }
  reduceToIds(entity.steps.relations, top)
  const unknown = unknownFields(run.stored === undefined ? entity.fields : entity.changeable, top)
  if (unknown.length > 0) throw new ValidationError(unknown)
  await checkFieldAccess(run, run.operation === 'create' ? 'create' : 'update')
  await checkSentTargets(run)
  await fillDefaults(entity.steps.defaults, top, run)
  completeRows(entity.fields, top)
}

/** What a caller read may be sent back: the document's own id, the timestamps, what joins found and what was borrowed say nothing. */
function dropOwnKeys({ entity, data, id, stored }: WriteRun): void {
  if (stored !== undefined && data['id'] === id) delete data['id']
  for (const { name } of entity.joins) delete data[name]
  for (const { name } of entity.borrowed) delete data[name]
  delete data['createdAt']
  delete data['updatedAt']
}

function unknownFields(fields: readonly Field[], level: Level): FieldProblem[] {
  const names = new Set(fields.map(({ name }) => name))
  const unknown = Object.keys(level.data).filter(
    (key) => !names.has(key) && !(level.prefix !== '' && isOfRow(key, level)),
  )
  return [
    ...unknown.map((key) => ({
      path: pathOf(level, key),
      message: key === 'id' ? idProblem(level) : 'is no field of this collection',
      field: undefined,
    })),
    ...fields.flatMap((field) => levelsIn(field, level).flatMap((inner) => unknownInside(field, inner))),
  ]
}

const idProblem = ({ previous }: Level): string =>
  previous === undefined ? 'is given by the server' : 'cannot be changed'

const isOfRow = (key: string, { blockType }: Level): boolean =>
  key === 'id' || (key === 'blockType' && blockType !== undefined)

/** Nobody can say what may be in a row of an unknown block, nor who may set it: it is refused before hooks see it. */
function unknownInside(field: Field, level: Level): FieldProblem[] {
  if (field.type.holds !== 'blocks' || field.blocks.has(level.blockType ?? '')) {
    return unknownFields(fieldsAt(field, level), level)
  }
  return [{ path: pathOf(level, 'blockType'), message: oneOf([...field.blocks.keys()]), field: field.name }]
}
