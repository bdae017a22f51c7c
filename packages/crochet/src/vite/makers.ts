import type { ModuleView } from './module-view.ts'
import { initialValue } from './names.ts'
import type { Problem } from './problems.ts'
import { isLiteral, readValue } from './static-value.ts'
import { child, children, isFunction, keyOf, returned, unwrap, walk, type Node } from './syntax.ts'

/** Functions of a module that return configuration: `slugField('title')`. */
export function makersIn(view: ModuleView, known: ReadonlySet<Node>): ReadonlySet<Node> {
  const found = new Set<Node>()
  walk(view.program, (node) => {
    if (isFunction(node) && returned(node).some((value) => isKnown(value, known))) found.add(node)
  })
  return found
}

/** Whether a call is one of these. */
export function isCallOf(makers: ReadonlySet<Node>, call: Node, view: ModuleView): boolean {
  const callee = unwrap(child(call, 'callee') ?? call)
  const binding = callee.type === 'Identifier' ? view.names.bindingOf(callee) : undefined
  const value = binding === undefined ? undefined : initialValue(binding)
  return value !== undefined && makers.has(value)
}

/** Such a function stays as it is, but for what it returns. So it may do nothing else, and its parameters may hold data only. */
export function makerProblems(maker: Node, view: ModuleView, known: ReadonlySet<Node>): Problem[] {
  const isData = (value: Node | undefined): boolean =>
    value === undefined || isKnown(value, known) || isLiteralData(value) || readValue(value, view).kind === 'plain'
  const found: Problem[] = []
  for (const parameter of children(maker, 'params')) {
    walk(parameter, (node) => {
      const value = node.type === 'AssignmentPattern' ? child(node, 'right') : undefined
      if (!isData(value)) found.push({ code: 'MAKER', at: node.start })
    })
  }
  for (const statement of children(child(maker, 'body') ?? maker, 'body')) {
    if (statement.type === 'ReturnStatement' || statement.type.startsWith('TS')) continue
    const declared = statement.type === 'VariableDeclaration' ? children(statement, 'declarations') : undefined
    if (declared === undefined || !declared.every((one) => isData(child(one, 'init')))) {
      found.push({ code: 'MAKER', at: statement.start })
    }
  }
  return found
}

/** Literals without keys of their own meaning: `{}`, `[]`, `['a']`. */
const isLiteralData = (given: Node): boolean => {
  const node = unwrap(given)
  return isLiteral(node) && children(node, 'properties').every((one) => keyOf(one) !== undefined)
}

function isKnown(given: Node, known: ReadonlySet<Node>): boolean {
  const node = unwrap(given)
  if (node.type === 'ArrayExpression') {
    const elements = children(node, 'elements')
    return elements.length > 0 && elements.every((element) => isKnown(child(element, 'argument') ?? element, known))
  }
  return known.has(node)
}
