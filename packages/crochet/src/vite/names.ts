import { child, children, everyChild, isFunction, isWrapper, nameOf, unwrap, type Node } from './syntax.ts'

/** Something that a name stands for. */
export interface Binding {
  readonly name: string
  readonly kind: 'import' | 'const' | 'variable' | 'parameter' | 'function' | 'class' | 'enum'
  /** Specifier, declarator, function, class or enum; for a parameter its function. */
  readonly node: Node
  /** Declared at the top level of the module. */
  readonly top: boolean
}

/** Which name stands for what in a module. */
export interface Names {
  readonly top: ReadonlyMap<string, Binding>
  /** In the order of the text. Names of globals have no binding and are not here. */
  readonly uses: readonly { readonly node: Node; readonly binding: Binding }[]
  bindingOf(identifier: Node): Binding | undefined
}

interface Scope {
  readonly names: Map<string, Binding>
  readonly outer: Scope | undefined
}

/** Resolves every name by the rules of scopes; types are looked through. */
export function resolveNames(program: Node): Names {
  const bound = new Map<Node, Binding>()
  const top: Scope = { names: new Map(), outer: undefined }
  declareIn(program, top)
  for (const statement of children(program, 'body')) visit(statement, top)
  const uses = [...bound].map(([node, binding]) => ({ node, binding })).toSorted((a, b) => a.node.start - b.node.start)
  return { top: top.names, uses, bindingOf: (node) => bound.get(node) }

  function visit(node: Node, scope: Scope): void {
    if (node.type.startsWith('TS') && !isWrapper(node) && node.type !== 'TSEnumDeclaration') return
    if (isFunction(node)) return visitFunction(node, scope)
    switch (node.type) {
      case 'Identifier':
      case 'JSXIdentifier':
        return use(node, scope)
      case 'MemberExpression':
      case 'JSXMemberExpression':
        return visitKeyed(node, scope, ['object'])
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'AccessorProperty':
        return visitKeyed(node, scope, ['value', 'decorators'])
      case 'JSXAttribute':
        return visitAll(node, scope, ['value'])
      case 'VariableDeclarator':
        visitPattern(child(node, 'id'), scope)
        return visitAll(node, scope, ['init'])
      case 'LabeledStatement':
        return visitAll(node, scope, ['body'])
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return
      case 'ExportNamedDeclaration':
        return child(node, 'source') === undefined ? visitAll(node, scope, ['declaration', 'specifiers']) : undefined
      case 'ExportSpecifier':
        return visitAll(node, scope, ['local'])
      case 'TSEnumDeclaration':
        for (const member of children(child(node, 'body') ?? node, 'members')) visitAll(member, scope, ['initializer'])
        return
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const inner = open(scope)
        declare(child(node, 'id'), { kind: 'class', node, scope: inner })
        return visitAll(node, inner, ['superClass', 'body', 'decorators'])
      }
      case 'CatchClause': {
        const inner = open(scope)
        declare(child(node, 'param'), { kind: 'variable', node, scope: inner })
        return visitAll(node, inner, ['body'])
      }
      case 'BlockStatement':
      case 'StaticBlock':
      case 'SwitchStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement': {
        const inner = open(scope)
        declareIn(node, inner)
        for (const part of everyChild(node)) visit(part, inner)
        return
      }
      default:
        for (const part of everyChild(node)) visit(part, scope)
    }
  }

  function visitAll(node: Node, scope: Scope, keys: readonly string[]): void {
    for (const key of keys) {
      for (const part of [child(node, key), ...children(node, key)]) if (part !== undefined) visit(part, scope)
    }
  }

  function visitKeyed(node: Node, scope: Scope, keys: readonly string[]): void {
    visitAll(node, scope, node['computed'] === true ? [...keys, 'key', 'property'] : keys)
  }

  function visitFunction(node: Node, scope: Scope): void {
    const inner = open(scope)
    if (node.type === 'FunctionExpression') declare(child(node, 'id'), { kind: 'function', node, scope: inner })
    for (const parameter of children(node, 'params')) {
      declare(parameter, { kind: 'parameter', node, scope: inner })
      visitPattern(parameter, inner)
    }
    const body = child(node, 'body')
    if (body === undefined) return
    declareVariables(body, inner)
    visit(body, inner)
  }

  /** Default values and computed names in what declares. */
  function visitPattern(pattern: Node | undefined, scope: Scope): void {
    if (pattern === undefined || pattern.type === 'Identifier') return
    if (pattern.type === 'AssignmentPattern') {
      visitPattern(child(pattern, 'left'), scope)
      return visitAll(pattern, scope, ['right'])
    }
    if (pattern.type === 'Property') {
      if (pattern['computed'] === true) visitAll(pattern, scope, ['key'])
      return visitPattern(child(pattern, 'value'), scope)
    }
    for (const part of everyChild(pattern)) if (!part.type.startsWith('TS')) visitPattern(part, scope)
  }

  function use(node: Node, scope: Scope): void {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
      const found = at.names.get(nameOf(node))
      if (found !== undefined) return void bound.set(node, found)
    }
  }

  function declare(pattern: Node | undefined, about: { kind: Binding['kind']; node: Node; scope: Scope }): void {
    if (pattern === undefined) return
    const { kind, node, scope } = about
    const name = nameOf(pattern)
    switch (pattern.type) {
      case 'Identifier':
        return void scope.names.set(name, { name, kind, node, top: scope === top })
      case 'AssignmentPattern':
        return declare(child(pattern, 'left'), about)
      case 'RestElement':
        return declare(child(pattern, 'argument'), about)
      case 'Property':
        return declare(child(pattern, 'value'), about)
      case 'TSParameterProperty':
        return declare(child(pattern, 'parameter'), about)
      case 'ObjectPattern':
      case 'ArrayPattern':
        for (const part of [...children(pattern, 'properties'), ...children(pattern, 'elements')]) declare(part, about)
        return
      default:
        return
    }
  }

  /** What the statements of a block declare. */
  function declareIn(block: Node, scope: Scope): void {
    const own = [child(block, 'init'), child(block, 'left'), ...children(block, 'body')]
    const cases = children(block, 'cases').flatMap((part) => children(part, 'consequent'))
    for (const statement of [...own, ...cases]) if (statement !== undefined) declareStatement(statement, scope)
    if (scope === top) declareVariables(block, scope)
  }

  function declareStatement(given: Node, scope: Scope): void {
    const statement = given.type.startsWith('Export') ? (child(given, 'declaration') ?? given) : given
    switch (statement.type) {
      case 'ImportDeclaration':
        if (statement['importKind'] === 'type') return
        for (const node of children(statement, 'specifiers')) {
          if (node['importKind'] !== 'type') declare(child(node, 'local'), { kind: 'import', node, scope })
        }
        return
      case 'VariableDeclaration': {
        const kind = statement['kind'] === 'const' ? 'const' : 'variable'
        for (const node of children(statement, 'declarations')) declare(child(node, 'id'), { kind, node, scope })
        return
      }
      case 'FunctionDeclaration':
        return declare(child(statement, 'id'), { kind: 'function', node: statement, scope })
      case 'ClassDeclaration':
        return declare(child(statement, 'id'), { kind: 'class', node: statement, scope })
      case 'TSEnumDeclaration':
        return declare(child(statement, 'id'), { kind: 'enum', node: statement, scope })
      default:
        return
    }
  }

  /** `var` belongs to the function around it, wherever it stands. */
  function declareVariables(node: Node, scope: Scope): void {
    if (node.type === 'VariableDeclaration' && node['kind'] === 'var') return declareStatement(node, scope)
    for (const part of everyChild(node)) if (!isFunction(part)) declareVariables(part, scope)
  }

  function open(outer: Scope): Scope {
    return { names: new Map(), outer }
  }
}

/** What a name was given once and for all. */
export function initialValue({ kind, node }: Binding): Node | undefined {
  if (kind === 'function') return node
  const isPlain = kind === 'const' && child(node, 'id')?.type === 'Identifier'
  const init = isPlain ? child(node, 'init') : undefined
  return init === undefined ? undefined : unwrap(init)
}
