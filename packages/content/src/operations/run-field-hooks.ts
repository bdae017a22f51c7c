import type { Field } from '../config/compile.ts'
import { fieldsAt, levelsIn, pathOf, type Level } from '../documents/levels.ts'
import { toPayload } from '../hooks/payload.ts'
import type { FieldHookArgs } from '../hooks/payloads.ts'
import { checkLeft } from '../hooks/check-left.ts'
import type { Data, Doc } from '../untyped.ts'
import type { Run, WriteRun } from './run.ts'
import { dropSecrets } from './secrets.ts'

type Stage = 'beforeDuplicate' | 'beforeValidate' | 'beforeChange' | 'afterRead' | 'afterChange'

/** What the field hooks of one stage have in common. */
interface Turn {
  readonly run: Run
  readonly stage: Stage
  readonly payload: Pick<FieldHookArgs, 'data' | 'doc' | 'originalDoc'>
}

/**
 * Runs `beforeValidate` or `beforeChange` of every field: in order of definition, one after the other, each inside its
 * parent's turn. What one returns is in place before the next one runs. An `id` has its turn on create only: it never changes.
 */
export async function fieldsBefore(run: WriteRun, stage: 'beforeValidate' | 'beforeChange'): Promise<void> {
  const { entity, data, originalDoc, stored } = run
  const level = { data, previous: originalDoc, prefix: '' }
  const fields = stored === undefined ? entity.fields : entity.changeable
  await runLevel(fields, level, { run, stage, payload: { data, originalDoc, doc: undefined } })
}

/** Runs `beforeDuplicate` of every field on the copy of a stored document, in place. `doc` is the document that is copied. */
export async function fieldsBeforeDuplicate(run: Run, data: Data, doc: Doc): Promise<void> {
  const level = { data, previous: undefined, prefix: '' }
  const payload = { data, doc, originalDoc: undefined }
  await runLevel(run.entity.fields, level, { run, stage: 'beforeDuplicate', payload })
}

/** Takes the secrets out of a document, in place. */
export function dropSecretsOf({ entity }: Run, doc: Doc): void {
  dropSecrets(entity.steps.secret, { data: doc, previous: undefined, prefix: '' })
}

/** Runs `afterRead` of every field on a document that is on its way to the caller, in place, secrets taken out. */
export async function fieldsAfterRead(run: Run, doc: Doc, fields: readonly Field[] = run.entity.fields): Promise<void> {
  dropSecretsOf(run, doc)
  const level = { data: doc, previous: undefined, prefix: '' }
  await runLevel(fields, level, {
    run,
    stage: 'afterRead',
    payload: { data: doc, doc, originalDoc: undefined },
  })
}

/** Runs `afterChange` of every field on the written document, in place. */
export async function fieldsAfterChange(run: WriteRun): Promise<void> {
  const { entity, data, doc, originalDoc } = run
  const level = { data: doc, previous: originalDoc, prefix: '' }
  await runLevel(entity.fields, level, { run, stage: 'afterChange', payload: { data, doc, originalDoc } })
}

async function runLevel(fields: readonly Field[], level: Level, turn: Turn): Promise<void> {
  for (const field of fields) {
    if (field.points[turn.stage].used) await callField(field, level, turn)
    if (isUsedInside(field, turn.stage)) await runInside(field, level, turn)
  }
}

const isUsedInside = (field: Field, stage: Stage): boolean =>
  field.type.holds !== undefined &&
  (isUsedAmong(field.fields, stage) || field.blocks.values().some((fields) => isUsedAmong(fields, stage)))

/** Whether a field, or one inside it, has a handler for the stage. */
export const isUsedAmong = (fields: readonly Field[], stage: Stage): boolean =>
  fields.some((inner) => inner.points[stage].used || isUsedInside(inner, stage))

async function callField(field: Field, level: Level, { run, stage, payload: common }: Turn): Promise<void> {
  const point = field.points[stage]
  const before: unknown = level.data[field.name]
  const payload = toPayload<FieldHookArgs>(run.about, {
    field: field.config,
    path: pathOf(level, field.name),
    value: before,
    siblingData: level.data,
    data: common.data,
    doc: common.doc,
    originalDoc: common.originalDoc,
    previousValue: level.previous?.[field.name],
    previousSiblingDoc: level.previous,
  })
  await point.call(payload as never)
  // A handler that set `siblingData` itself and returned nothing must not be overruled by the old value.
  if (payload.value === before) return
  if (stage === 'beforeChange') checkLeft(run.core.hooks, point.name, { value: payload.value, returns: field.stores })
  level.data[field.name] = payload.value
}

/** A group that was not sent gets its turn too, and counts as sent if a hook has put something into it. */
async function runInside(field: Field, level: Level, turn: Turn): Promise<void> {
  const unsent = field.type.holds === 'object' && level.data[field.name] === undefined
  if (!unsent) {
    for (const inner of levelsIn(field, level)) await runLevel(fieldsAt(field, inner), inner, turn)
    return
  }
  const group = {}
  const holder = { ...level, data: { [field.name]: group } }
  for (const inner of levelsIn(field, holder)) await runLevel(fieldsAt(field, inner), inner, turn)
  if (Object.keys(group).length > 0) level.data[field.name] = group
}
