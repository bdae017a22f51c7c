import { isDeepStrictEqual } from 'node:util'
import { isPlainObject } from '@crochet/hooks'
import type { Field, FieldStep } from '../config/compile.ts'
import { blockTypeOf, levelsIn, pathOf, stepsAt, type Level } from '../documents/levels.ts'
import { Forbidden } from '../errors.ts'
import type { Run, WriteRun } from '../operations/run.ts'
import type { Doc } from '../untyped.ts'
import { askRule } from './check-access.ts'
import type { FieldAccessRule } from './rule.ts'

/**
 * Refuses data with fields that the user may not set. A field that is sent as it is stored is no change, so that a form can
 * send back what it was given.
 *
 * @throws Forbidden with the paths
 */
export async function checkFieldAccess(run: WriteRun, operation: 'create' | 'update'): Promise<void> {
  if (!run.enforce) return
  const paths: string[] = []
  await collect(run.entity.steps[operation], { data: run.data, previous: run.stored, prefix: '' })
  if (paths.length === 0) return
  throw new Forbidden(`You may not set ${paths.join(', ')}.`, { path: paths[0], data: { paths } })

  async function collect(steps: readonly FieldStep[], level: Level): Promise<void> {
    for (const step of steps) {
      const { field } = step
      const value: unknown = level.data[field.name]
      if (value === undefined || isDeepStrictEqual(value, level.previous?.[field.name])) continue
      const rule = field.config.access?.[operation]
      const args = { req: run.req, id: run.args.id, data: run.data, doc: run.originalDoc }
      if (rule !== undefined && (await askRule(() => rule(args))) !== true) paths.push(pathOf(level, field.name))
      else for (const inner of levelsIn(field, level)) await collect(stepsAt(step, inner), inner)
    }
  }
}

/**
 * Leaves out what the caller may not see: hidden fields, and those whose `read` rule says no.
 *
 * @returns a copy where something had to go, otherwise the same object
 */
export async function withoutUnreadable(run: Run, doc: Doc): Promise<Doc> {
  const { steps, ofVersions } = run.entity
  if (!ofVersions) return strip(steps.read, doc, (field) => isReadable(run, field, doc))
  // Rules are told of the document that the version is of.
  const about = { ...run, args: { id: doc['parent'] } }
  return strip(steps.read, doc, (field) => isReadable(about, field, doc['version']))
}

/**
 * Leaves out of what was stored what the user may not take over: into another document, or into the same one again. That is what may
 * not be read, or not be set in that operation. Hidden fields are copied, and stay hidden.
 */
export async function withoutUncopyable(run: Run, doc: Doc, operation: 'create' | 'update'): Promise<Doc> {
  if (!run.enforce) return doc
  const args = { req: run.req, id: run.args.id, doc }
  const isGranted = async (rule: FieldAccessRule | undefined): Promise<boolean> =>
    rule === undefined || (await askRule(() => rule(args))) === true
  const readable = await strip(run.entity.steps.read, doc, ({ config }) => isGranted(config.access?.read))
  return strip(run.entity.steps[operation], readable, ({ config }) => isGranted(config.access?.[operation]))
}

type Allows = (field: Field) => Promise<boolean>

async function strip(steps: readonly FieldStep[], object: Doc, allows: Allows): Promise<Doc> {
  let copy = object
  for (const step of steps) {
    const { field } = step
    const value: unknown = object[field.name]
    if (value === undefined) continue
    if (copy === object) copy = { ...object }
    if (!(await allows(field))) delete copy[field.name]
    else if (Array.isArray(value))
      copy[field.name] = await Promise.all(value.map((row: unknown) => stripInner(step, row, allows)))
    else copy[field.name] = await stripInner(step, value, allows)
  }
  return copy
}

async function stripInner(step: FieldStep, value: unknown, allows: Allows): Promise<unknown> {
  if (!isPlainObject(value)) return value
  return strip(stepsAt(step, { blockType: blockTypeOf(value) }), value, allows)
}

/** Whether the caller may see a field. @param doc the document it is in; `undefined` when a query is checked */
export async function isReadable(run: Run, { config, type }: Field, doc: Doc | undefined): Promise<boolean> {
  if (type.secret === true) return false
  if (config.hidden === true && !run.showHiddenFields) return false
  const rule = config.access?.read
  if (!run.enforce || rule === undefined) return true
  return (await askRule(() => rule({ req: run.req, id: run.args.id, doc }))) === true
}
