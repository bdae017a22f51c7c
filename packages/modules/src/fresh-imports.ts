import { realpathSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { types } from 'node:util'

/**
 * What is imported afresh together: a folder or a file right below ./hooks. Most are modules; one whose name starts with `_`
 * may be shared by several.
 */
export type Unit = string

/** Knows which unit imports from which, and lets units be imported afresh. */
export interface FreshImports extends Disposable {
  /** The unit a file belongs to, after symbolic links; `undefined` outside ./hooks and in node_modules. */
  unitOf(file: string): Unit | undefined
  /** These units, and all that import from them, directly or through others. */
  withImporters(units: Iterable<Unit>): Set<Unit>
  /** Whether Node can import the unit afresh: not where CommonJS has required one of its ES modules. */
  canRenew(unit: Unit): boolean
  /**
   * From now on the files of these units are imported afresh: every file once more, the next time something from outside
   * the unit imports it. Files of other units, of the rest of the project and of node_modules stay what they are.
   *
   * @returns a function that goes back to what was imported before
   */
  renew(units: Iterable<Unit>): () => void
}

const mark = 'crochet-renewed'
const require = createRequire(import.meta.url)

/**
 * Follows the imports of this process from now on, by `registerHooks` of `node:module`. A renewed ES module is one more URL
 * to Node (`index.ts?crochet-renewed=2`): its cache cannot be emptied, so each renewal keeps the former code until the
 * process ends. CommonJS modules are taken from the cache of `require` and leave nothing behind.
 *
 * @param root absolute path of the project
 * @see https://nodejs.org/docs/latest-v24.x/api/module.html#moduleregisterhooksoptions
 */
export function followImports(root: string): FreshImports {
  const folder = join(realOr(root), 'hooks') + sep
  const importers = new Map<Unit, Set<Unit>>()
  const current = new Map<Unit, number>()
  const requests = new Map<string, { from: string; specifier: string; unit: Unit }>()
  let renewals = 0
  let forgetting = false

  const unitOfReal = (file: string): Unit | undefined => {
    if (!file.startsWith(folder)) return undefined
    const [first = '', ...deeper] = file.slice(folder.length).split(sep)
    if (first === 'node_modules' || deeper.includes('node_modules')) return undefined
    return deeper.length > 0 ? first : first.replace(/\.[^.]+$/, '')
  }

  /** What a former version imports later is of that version. A CommonJS file does not say of which version it is: of the current one. */
  const versionOf = (parent: URL): string | number | undefined => {
    const file = fileOf(parent.href) ?? ''
    if (require.cache[file] !== undefined) return current.get(unitOfReal(file) ?? '')
    return parent.searchParams.get(mark) ?? undefined
  }

  /**
   * Node remembers which file a relative request of CommonJS led to, and when an import has looked into that file for its exports
   * takes it for loaded. A request that fails makes it forget.
   */
  const forget = (units: readonly Unit[]): void => {
    forgetting = true
    for (const { from, specifier, unit } of requests.values()) {
      if (!units.includes(unit)) continue
      try {
        createRequire(from)(specifier)
      } catch (error) {
        if (!(error instanceof ForgetRequest)) throw error
      }
    }
    forgetting = false
  }

  const { deregister } = registerHooks({
    resolve(specifier, context, next) {
      if (forgetting) throw new ForgetRequest()
      const resolved = next(specifier, context)
      const to = fileOf(resolved.url)
      const unit = to === undefined ? undefined : unitOfReal(to)
      if (unit === undefined) return resolved
      const parent = context.parentURL === undefined ? undefined : URL.parse(context.parentURL)
      const from = parent === null || parent === undefined ? undefined : unitOfReal(fileOf(parent.href) ?? '')
      if (from !== undefined && from !== unit) add(importers, unit, from)
      const isRequired = parent && context.conditions.includes('require')
      if (isRequired)
        requests.set(`${parent.pathname} ${specifier}`, { from: fileOf(parent.href) ?? '', specifier, unit })
      const renewal = from === unit && parent ? versionOf(parent) : current.get(unit)
      return renewal === undefined ? resolved : { ...resolved, url: withMark(resolved.url, String(renewal)) }
    },
  })

  return {
    unitOf: (file) => unitOfReal(realOr(file)),
    withImporters(units) {
      const all = new Set(units)
      for (const unit of all) for (const importer of importers.get(unit) ?? []) all.add(importer)
      return all
    },
    // ES modules that CommonJS has required Node finds by their path, whatever their URL says.
    canRenew: (unit) =>
      !Object.entries(require.cache).some(
        ([file, module]) => unitOfReal(file) === unit && types.isModuleNamespaceObject(module?.exports),
      ),
    renew(units) {
      const renewed = [...units]
      const before = renewed.map((unit) => [unit, current.get(unit)] as const)
      const evicted = evict((file) => renewed.includes(unitOfReal(file) ?? ''))
      forget(renewed)
      renewals++
      for (const unit of renewed) current.set(unit, renewals)
      return () => {
        for (const [unit, renewal] of before) {
          if (renewal === undefined) current.delete(unit)
          else current.set(unit, renewal)
        }
        evict((file) => renewed.includes(unitOfReal(file) ?? ''))
        forget(renewed)
        for (const [file, module] of evicted) require.cache[file] = module
      }
    },
    [Symbol.dispose]: deregister,
  }
}

/** Ends a request before Node looks for a file. */
class ForgetRequest {}

/** Takes CommonJS modules from the cache, and from the lists of those that have required them. */
function evict(which: (file: string) => boolean): Map<string, NodeJS.Module> {
  const evicted = new Map<string, NodeJS.Module>()
  for (const [file, module] of Object.entries(require.cache)) {
    if (module === undefined || !which(file)) continue
    evicted.set(file, module)
    delete require.cache[file]
  }
  const gone = new Set(evicted.values())
  if (gone.size > 0) {
    for (const module of Object.values(require.cache)) {
      if (module?.children.some((child) => gone.has(child)) === true) {
        module.children = module.children.filter((child) => !gone.has(child))
      }
    }
  }
  return evicted
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([value]))
  else set.add(value)
}

function withMark(url: string, renewal: string): string {
  const marked = new URL(url)
  marked.searchParams.set(mark, renewal)
  return marked.href
}

/** Absolute path of a `file:` URL, or of what CommonJS gives as such a URL. */
function fileOf(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined
  const plain = URL.parse(url)
  if (plain === null) return undefined
  plain.search = ''
  plain.hash = ''
  return fileURLToPath(plain)
}

function realOr(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
