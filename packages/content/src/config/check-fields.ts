import { isPlainObject } from '@crochet/hooks'
import { fieldTypes } from '../fields/field-types.ts'
import type { FieldType } from '../fields/field-type.ts'
import { isBoolean } from '../fields/option-checks.ts'
import { checkHooks, checkKeys, checkRules, isText, type Problems } from './check-parts.ts'
import { fieldHookNames } from './hook-lists.ts'

const common = [
  'name',
  'type',
  'label',
  'required',
  'hidden',
  'defaultValue',
  'validate',
  'access',
  'hooks',
  'admin',
  'custom',
]
const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/
const longestName = 60
const deepest = 10
const ownNames = ['id', 'createdAt', 'updatedAt']
const operators = ['and', 'or']

/** Checks the fields of one level and those inside them. */
export function checkFields(fields: unknown, path: string, options: { problems: Problems; depth?: number }): void {
  const { problems, depth = 0 } = options
  if (!Array.isArray(fields)) return problems.add(path, 'write a list of fields: [{ name, type, … }]')
  if (depth > deepest) return problems.add(path, `fields are nested more than ${deepest} deep; flatten them`)
  const taken = new Map<string, string>()
  fields.forEach((field: unknown, index) => {
    if (!isPlainObject(field)) return problems.add(`${path}[${index}]`, 'write an object: { name, type, … }')
    const name = field['name']
    const place = isText(name) ? `${path}.${name}` : `${path}[${index}]`
    checkName(name, place, { problems, taken })
    checkField(field, place, { problems, depth })
  })
}

function checkName(
  name: unknown,
  path: string,
  { problems, taken }: { problems: Problems; taken: Map<string, string> },
): void {
  if (!isText(name)) return problems.add(`${path}.name`, 'give the field a name')
  if (ownNames.includes(name)) return problems.add(path, `\`${name}\` is given to every document; choose another name`)
  if (operators.includes(name)) return problems.add(path, `\`${name}\` means something in queries; choose another name`)
  if (name in Object.prototype)
    return problems.add(path, `\`${name}\` means something in JavaScript; choose another name`)
  if (!namePattern.test(name) || name.length > longestName) {
    problems.add(path, `use letters, digits and _ for the name, a letter first, at most ${longestName} characters`)
  }
  const other = taken.get(name.toLowerCase())
  if (other !== undefined)
    problems.add(path, `the name is taken by \`${other}\` (upper and lower case are the same); rename one`)
  taken.set(name.toLowerCase(), name)
}

function checkField(
  field: Record<string, unknown>,
  path: string,
  context: { problems: Problems; depth: number },
): void {
  const { problems, depth } = context
  const type = fieldTypes.get(String(field['type']))
  if (type === undefined) {
    return problems.add(
      `${path}.type`,
      `write one of ${[...fieldTypes.keys()].join(', ')} (found ${JSON.stringify(field['type'])})`,
    )
  }
  const nesting = type.holds === undefined ? [] : ['fields']
  checkKeys(field, path, { problems, known: [...common, ...Object.keys(type.options), ...nesting] })
  checkOptions(field, path, { problems, type, depth })
  checkRules(field['access'], `${path}.access`, { problems, known: ['create', 'read', 'update'] })
  checkHooks(field['hooks'], `${path}.hooks`, { problems, known: fieldHookNames })
  if (type.holds !== undefined && 'fields' in field)
    checkFields(field['fields'], `${path}.fields`, { problems, depth: depth + 1 })
}

function checkOptions(
  field: Record<string, unknown>,
  path: string,
  context: { problems: Problems; type: FieldType; depth: number },
): void {
  const { problems, type, depth } = context
  for (const option of type.requiredOptions ?? []) {
    if (field[option] === undefined)
      problems.add(`${path}.${option}`, `a ${String(field['type'])} field needs \`${option}\``)
  }
  for (const [option, check] of Object.entries({ ...type.options, required: isBoolean, hidden: isBoolean })) {
    const value = field[option]
    const problem = value === undefined ? undefined : check(value, option)
    if (problem !== undefined) problems.add(`${path}.${option}`, problem)
  }
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
  if (depth === 0) return
  for (const option of ['unique', 'index']) {
    if (field[option] === true)
      problems.add(`${path}.${option}`, 'only top-level fields have a column of their own; leave it out')
  }
}
