import type { ShapeName } from '../client-config/client-shapes.ts'
import { importedBy, type ModuleView } from './module-view.ts'
import { initialValue } from './names.ts'
import { isLiteral } from './static-value.ts'
import { child, children, keyOf, nameOf, textOf, unwrap, walk, type Node } from './syntax.ts'

/** A place in a module where configuration stands. */
export interface Evidence {
  readonly node: Node
  readonly shape: ShapeName
  readonly list: boolean
  /** Known by its keys alone; nobody has said what it is. */
  readonly guessed: boolean
}

const packages = new Set(['crochet', '@crochet/content'])

const typeShapes: Readonly<Record<string, ShapeName>> = {
  CrochetConfig: 'config',
  ContentConfig: 'config',
  CollectionConfig: 'collection',
  GlobalConfig: 'global',
  BlockConfig: 'block',
  Tab: 'tab',
  FieldConfig: 'field',
  ValueField: 'field',
  LayoutField: 'field',
}

const shapeOfType = (name: string): ShapeName | undefined =>
  Object.hasOwn(typeShapes, name) ? typeShapes[name] : /^[A-Z][A-Za-z]+Field$/.test(name) ? 'field' : undefined

const fieldTypes = new Set(
  (
    'text textarea email number checkbox date select radio relationship upload richText json code point slug password ' +
    'array group blocks row collapsible tabs join'
  ).split(' '),
)

/**
 * Finds configuration in a module: what is passed to `defineConfig`, what has one of the types of `crochet`, and objects that look
 * like it: `slug` with `fields`, `collections` with `secret` and the like, `hooks` and `access` with names that belong there, a field's `type` with either.
 */
export function findEvidence(view: ModuleView): Evidence[] {
  const types = importedTypes(view)
  const said: Evidence[] = []
  const guessed: Evidence[] = []
  const say = (node: Node | undefined, type: Node | undefined): void => {
    const known = type === undefined ? undefined : readType(type, types)
    if (node !== undefined && known !== undefined) said.push({ node, ...known, guessed: false })
  }
  walk(view.program, (node) => {
    switch (node.type) {
      case 'CallExpression':
        if (isDefineConfig(node, view)) {
          for (const argument of children(node, 'arguments')) {
            said.push({ node: argument, shape: 'config', list: false, guessed: false })
          }
        }
        return
      case 'VariableDeclarator':
        return say(child(node, 'init'), child(node, 'id'))
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
        return say(child(node, 'expression'), node)
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'FunctionDeclaration':
        return say(child(node, 'body') && node, child(node, 'returnType'))
      case 'ObjectExpression':
        guessed.push(...guess(node, view))
        return
      default:
        return
    }
  })
  // Whole collections before their parts: where a part stands says best what it is.
  return [...said, ...guessed.filter(isWhole), ...guessed.filter((one) => !isWhole(one))]
}

/** A field as far as its keys tell; in a module that holds configuration, every one of these is. */
export function looksLikeField(node: Node): boolean {
  if (node.type !== 'ObjectExpression') return false
  const properties = children(node, 'properties')
  const type = properties.find((property) => keyOf(property) === 'type')
  const value = type === undefined ? undefined : child(type, 'value')
  const keys = properties.map(keyOf)
  const isKnown = value !== undefined && fieldTypes.has(textOf(value) ?? '')
  return isKnown && ['name', 'fields', 'tabs'].some((key) => keys.includes(key))
}

/** Whether an object has `hooks`, `access` or `endpoints`: in packages of others, only what has these counts. */
export const hasServerKeys = (node: Node): boolean =>
  children(node, 'properties').some((property) => ['hooks', 'access', 'endpoints'].includes(keyOf(property) ?? ''))

function guess(node: Node, view: ModuleView): Evidence[] {
  const shape = guessShape(node, view)
  return shape === undefined ? [] : [{ node, shape, list: false, guessed: true }]
}

function guessShape(node: Node, view: ModuleView): ShapeName | undefined {
  const keys = children(node, 'properties').map(keyOf)
  const has = (...names: readonly string[]): boolean => names.some((name) => keys.includes(name))
  if (looksLikeField(node)) return hasServerKeys(node) ? 'field' : undefined
  if (has('slug') && has('fields')) return 'collection'
  if (has('collections') && has('secret', 'database', 'hooks', 'endpoints')) return 'config'
  // A part of one: `{ ...base, hooks: { afterChange: […] } }`.
  const hasHooks = propertiesAt(node, 'hooks', view).some((one) => hookNames.test(keyOf(one) ?? ''))
  return hasHooks || propertiesAt(node, 'access', view).some(isRule) ? 'collection' : undefined
}

/** A function under the name of an operation; `{ read: true }` is something else. */
const isRule = (property: Node): boolean => {
  const value = child(property, 'value')
  return operations.has(keyOf(property) ?? '') && value !== undefined && !isLiteral(value)
}

/** A configuration, collection or global, and not a part of one. */
export const isWhole = ({ node }: Evidence): boolean => {
  const keys = children(node, 'properties').map(keyOf)
  return keys.includes('collections') || (keys.includes('slug') && keys.includes('fields'))
}

const hookNames =
  /^(?:before|after)(?:Operation|Validate|Change|Read|Fetch|Delete|Duplicate|Commit|Rollback|Error|Login|Logout|Me|Refresh|ForgotPassword)$/
const operations = new Set(['create', 'read', 'update', 'delete'])

/** Properties of the object that stands at a key, there or in a constant. */
function propertiesAt(node: Node, key: string, view: ModuleView): Node[] {
  const property = children(node, 'properties').find((one) => keyOf(one) === key)
  const value = property === undefined ? undefined : child(property, 'value')
  if (value === undefined) return []
  const inner = unwrap(value)
  const binding = inner.type === 'Identifier' ? view.names.bindingOf(inner) : undefined
  return children(binding === undefined ? inner : (initialValue(binding) ?? inner), 'properties')
}

/** Whether a call is one of `defineConfig`. */
export function isDefineConfig(call: Node, view: ModuleView): boolean {
  const callee = unwrap(child(call, 'callee') ?? call)
  const object = callee.type === 'MemberExpression' ? child(callee, 'object') : undefined
  const binding = view.names.bindingOf(object ?? callee)
  const from = binding === undefined ? undefined : importedBy(view, binding)
  if (from === undefined || !packages.has(from.source)) return false
  return from.name === 'defineConfig' || (from.name === '*' && nameOf(child(callee, 'property')) === 'defineConfig')
}

type Types = ReadonlyMap<string, ShapeName | 'namespace'>

/** Types of configuration by the names they have here. */
function importedTypes({ statements }: ModuleView): Types {
  const types = new Map<string, ShapeName | 'namespace'>()
  for (const statement of statements) {
    if (statement.type !== 'ImportDeclaration' || !packages.has(nameOf(child(statement, 'source')))) continue
    for (const specifier of children(statement, 'specifiers')) {
      const local = nameOf(child(specifier, 'local'))
      if (specifier.type === 'ImportNamespaceSpecifier') types.set(local, 'namespace')
      const shape = shapeOfType(nameOf(child(specifier, 'imported')))
      if (shape !== undefined) types.set(local, shape)
    }
  }
  return types
}

/** Reads an annotation: the type itself, or a list of it. */
function readType(node: Node, types: Types): { shape: ShapeName; list: boolean } | undefined {
  switch (node.type) {
    case 'TSTypeReference':
      return readReference(node, types)
    case 'TSArrayType':
      return asList(child(node, 'elementType'), types)
    default: {
      const inner = child(node, 'typeAnnotation')
      return inner === undefined ? undefined : readType(inner, types)
    }
  }
}

function readReference(node: Node, types: Types): { shape: ShapeName; list: boolean } | undefined {
  const name = child(node, 'typeName')
  if (name?.type === 'TSQualifiedName') {
    const isOurs = types.get(nameOf(child(name, 'left'))) === 'namespace'
    const shape = isOurs ? shapeOfType(nameOf(child(name, 'right'))) : undefined
    return shape && { shape, list: false }
  }
  const [argument] = children(child(node, 'typeArguments') ?? node, 'params')
  if (['Array', 'ReadonlyArray'].includes(nameOf(name))) return asList(argument, types)
  if (['Readonly', 'Partial', 'Promise'].includes(nameOf(name)) && argument !== undefined)
    return readType(argument, types)
  const shape = types.get(nameOf(name))
  return shape === undefined || shape === 'namespace' ? undefined : { shape, list: false }
}

function asList(node: Node | undefined, types: Types): { shape: ShapeName; list: boolean } | undefined {
  const inner = node === undefined ? undefined : readType(node, types)
  return inner && { shape: inner.shape, list: true }
}
