import { isPlainObject } from '@crochet/hooks'
import { fieldTypes } from '../fields/field-types.ts'
import type { FieldType, Flaws, LayoutType, OptionCheck } from '../fields/field-type.ts'
import { isBoolean } from '../fields/option-checks.ts'
import { valueKinds } from '../query/field-path.ts'
import { isText, type Problems } from './check-parts.ts'
import type { ValueField } from './field-config.ts'

const isRecord: OptionCheck = (value) => (isPlainObject(value) ? undefined : 'write an object')

const ofEvery: Readonly<Record<string, OptionCheck>> = {
  label: (value) => (isText(value) ? undefined : 'write a text'),
  admin: isRecord,
  custom: isRecord,
}

/** Checks the options of a field, each by itself and those that come in pairs. */
export function checkFieldOptions(
  field: Record<string, unknown>,
  path: string,
  { problems, type, nested }: { problems: Problems; type: FieldType; nested: boolean },
): void {
  checkOptionValues(field, path, {
    problems,
    type,
    more: { required: isBoolean, virtual: isVirtualOption, hidden: isBoolean },
  })
  for (const [least, most] of [
    ['min', 'max'],
    ['minLength', 'maxLength'],
    ['minRows', 'maxRows'],
  ] as const) {
    if (Number(field[least]) > Number(field[most]))
      problems.add(`${path}.${least}`, `it is more than \`${most}\`; swap them`)
  }
  if (field['validate'] !== undefined && typeof field['validate'] !== 'function') {
    problems.add(`${path}.validate`, 'write a function: (value) => true or what is wrong')
  }
  if (typeof field['virtual'] === 'string') checkBorrowed(field, path, { problems, type, nested })
  if (field['virtual'] !== undefined && field['virtual'] !== false) {
    for (const option of ['unique', 'index'])
      if (field[option] === true)
        problems.add(`${path}.${option}`, 'nothing of a virtual field is stored; leave it out')
  }
  if (!nested) return
  for (const option of ['unique', 'index']) {
    if (field[option] === true)
      problems.add(`${path}.${option}`, 'only top-level fields have a column of their own; leave it out')
  }
}

const isVirtualOption: OptionCheck = (value) =>
  typeof value === 'boolean' || isText(value)
    ? undefined
    : "write true, false or a path along relationships: 'author.name'"

/** What the path leads to is checked when all collections are known (`check-queries.ts`). */
function checkBorrowed(
  field: Record<string, unknown>,
  path: string,
  { problems, type, nested }: { problems: Problems; type: FieldType; nested: boolean },
): void {
  if (nested) problems.add(`${path}.virtual`, 'a path has no place inside others; move the field to the top level')
  if (type.holds !== undefined || valueKinds[field['type'] as ValueField['type']] === undefined)
    problems.add(
      `${path}.virtual`,
      `a ${String(field['type'])} field has no value of its own to take from elsewhere; write true`,
    )
  if (field['hasMany'] === true) problems.add(`${path}.hasMany`, 'the path leads to one value; leave it out')
  for (const option of ['required', 'defaultValue', 'validate', 'hooks']) {
    if (field[option] !== undefined && field[option] !== false)
      problems.add(`${path}.${option}`, 'nobody writes this field, and its value comes after all hooks; leave it out')
  }
}

/** Checks the options that the type names, and those of every field. */
export function checkOptionValues(
  field: Record<string, unknown>,
  path: string,
  { problems, type, more = {} }: { problems: Problems; type: FieldType | LayoutType; more?: FieldType['options'] },
): void {
  for (const option of type.requiredOptions ?? []) {
    if (field[option] === undefined)
      problems.add(`${path}.${option}`, `a ${String(field['type'])} field needs \`${option}\``)
  }
  for (const [option, check] of Object.entries({ ...type.options, ...more, ...ofEvery })) {
    const value = field[option]
    if (value !== undefined) addFlaws(problems, `${path}.${option}`, check(value, option))
  }
}

/** Checks what a field means with its options together and with the others of its level. It has no other flaw. */
export function checkOptionsTogether(
  field: Record<string, unknown>,
  path: string,
  { problems, level }: { problems: Problems; level: ReadonlyMap<string, ValueField> },
): void {
  const type = fieldTypes.get(String(field['type']))
  if (type === undefined) return
  const config = field as unknown as ValueField
  for (const [option, message] of Object.entries(type.checkTogether?.(config, level) ?? {})) {
    problems.add(`${path}.${option}`, message)
  }
  const { defaultValue } = config
  if (type.holds !== undefined || defaultValue === undefined || defaultValue === null) return
  if (typeof defaultValue !== 'function') addFlaws(problems, `${path}.defaultValue`, type.check(defaultValue, config))
}

function addFlaws(problems: Problems, path: string, flaws: Flaws): void {
  if (typeof flaws === 'string') problems.add(path, flaws)
  else for (const { at, message } of flaws ?? []) problems.add(path + at, message)
}
