import { isPlainObject } from '@crochet/hooks'
import { fieldTypes, layoutTypes } from '../fields/field-types.ts'
import type { FieldType, LayoutType } from '../fields/field-type.ts'
import { checkFieldName, type Taken } from './check-field-name.ts'
import { checkFieldOptions, checkOptionsTogether, checkOptionValues } from './check-field-options.ts'
import { checkHooks, checkKeys, checkRules, isText, type Problems } from './check-parts.ts'
import type { LayoutField, ValueField } from './field-config.ts'
import { fieldHookNames } from './hook-lists.ts'

const ofLayout = ['type', 'label', 'admin', 'custom']
const ofValue = ['name', ...ofLayout, 'required', 'virtual', 'hidden', 'defaultValue', 'validate', 'access', 'hooks']
const deepest = 10

/** Where the fields that are checked stand. */
interface Surroundings {
  readonly problems: Problems
  /** How many fields are around them, layout included. */
  readonly depth: number
  /** Whether they have no column of their own. */
  readonly nested: boolean
  readonly inRows: boolean
  readonly inBlock: boolean
  /** Whether one of them may be an `id` of the collection's own. */
  readonly ownID: boolean
}

/** One level of fields: those inside layout fields belong to it. */
interface Level extends Surroundings {
  readonly taken: Taken
}

/** Checks the fields of a collection or global and those inside them. @returns the top-level ones by name */
export function checkFields(
  fields: unknown,
  path: string,
  around: Pick<Surroundings, 'problems' | 'ownID'>,
): ReadonlyMap<string, ValueField> {
  return checkLevel(fields, path, { ...around, depth: 0, nested: false, inRows: false, inBlock: false })
}

function checkLevel(fields: unknown, path: string, around: Surroundings): ReadonlyMap<string, ValueField> {
  const level: Level = { ...around, taken: new Map() }
  const faulty = checkList(fields, path, level)
  const byName = new Map([...level.taken.values()].map(({ name, field }) => [name, field as unknown as ValueField]))
  for (const { field, path: place } of level.taken.values()) {
    if (!faulty.has(field)) checkOptionsTogether(field, place, { problems: around.problems, level: byName })
  }
  return byName
}

/** @returns the fields that have a flaw: what they mean together with others is not worth asking */
function checkList(fields: unknown, path: string, level: Level): Set<object> {
  const { problems, depth } = level
  const faulty = new Set<object>()
  if (!Array.isArray(fields)) problems.add(path, 'write a list of fields: [{ name, type, … }]')
  else if (depth > deepest) problems.add(path, `fields are nested more than ${deepest} deep; flatten them`)
  else {
    for (const [index, field] of (fields as readonly unknown[]).entries()) {
      if (!isPlainObject(field)) {
        problems.add(`${path}[${index}]`, 'write an object: { name, type, … }')
        continue
      }
      const layout = layoutTypes.get(String(field['type']))
      const before = problems.list.length
      if (layout !== undefined)
        for (const inner of checkLayout(field, `${path}[${index}]`, { layout, level })) faulty.add(inner)
      else checkValueField(field, { list: path, index }, level)
      if (problems.list.length > before) faulty.add(field)
    }
  }
  return faulty
}

function checkLayout(
  field: Record<string, unknown>,
  path: string,
  { layout, level }: { layout: LayoutType; level: Level },
): Set<object> {
  const { problems, depth } = level
  const before = problems.list.length
  checkKeys(field, path, { problems, known: [...ofLayout, ...layout.requiredOptions] })
  checkOptionValues(field, path, { problems, type: layout })
  if (problems.list.length > before) return new Set()
  const parts = layout.parts(field as unknown as LayoutField)
  return new Set(parts.flatMap((part) => [...checkList(part.fields, path + part.at, { ...level, depth: depth + 1 })]))
}

function checkValueField(
  field: Record<string, unknown>,
  { list, index }: { list: string; index: number },
  level: Level,
): void {
  const { problems, inRows } = level
  const path = isText(field['name']) ? `${list}.${field['name']}` : `${list}[${index}]`
  checkFieldName(field, path, level)
  const type = fieldTypes.get(String(field['type']))
  if (type === undefined) {
    const known = [...fieldTypes.keys(), ...layoutTypes.keys()].join(', ')
    return problems.add(`${path}.type`, `write one of ${known} (found ${JSON.stringify(field['type'])})`)
  }
  if (type.readOnly === true && level.nested)
    problems.add(path, 'it has no place inside others; move it to the top level')
  if (type.secret === true && inRows)
    problems.add(path, 'rows cannot hold passwords; move it to the top level or a group')
  checkKeys(field, path, {
    problems,
    known: [...ofValue, ...Object.keys(type.options), ...(type.requiredOptions ?? [])],
  })
  checkFieldOptions(field, path, { problems, type, nested: level.nested })
  checkRules(field['access'], `${path}.access`, { problems, known: ['create', 'read', 'update'] })
  checkHooks(field['hooks'], `${path}.hooks`, { problems, known: fieldHookNames })
  checkInside(field, path, { type, level })
}

function checkInside(
  field: Record<string, unknown>,
  path: string,
  { type, level }: { type: FieldType; level: Level },
): void {
  const inside = { ...level, depth: level.depth + 1, nested: true, inBlock: false, ownID: false }
  switch (type.holds) {
    case undefined:
      return
    case 'object':
    case 'rows':
      if ('fields' in field) {
        checkLevel(field['fields'], `${path}.fields`, { ...inside, inRows: level.inRows || type.holds === 'rows' })
      }
      return
    case 'blocks':
      for (const [index, block] of (Array.isArray(field['blocks']) ? field['blocks'] : []).entries()) {
        if (!isPlainObject(block)) continue
        const place = `${path}.blocks${isText(block['slug']) ? `.${block['slug']}` : `[${index}]`}.fields`
        checkLevel(block['fields'], place, { ...inside, inRows: true, inBlock: true })
      }
  }
}
