import type { CollectedSettings } from './collect-settings.ts'
import { didYouMean } from './did-you-mean.ts'
import { discoverPackages } from './discover-packages.ts'
import type { PackageModule } from './discover-packages.ts'
import { discoverProjectModules } from './discover.ts'
import { ModuleError } from './errors.ts'
import type { FoundModule } from './found-module.ts'
import { loadLists } from './load-order.ts'
import type { ModuleLog } from './run-phase.ts'

/**
 * Finds the modules of a project, from all three places. Of two of one name the project's own wins, then the one given in code,
 * then the package, and the log says so.
 *
 * @returns in the order of their names
 * @throws ModuleError `MODULE_NAME_TWICE`, `MODULE_FOLDER_UNREADABLE`
 */
export async function findModules(
  root: string,
  settings: CollectedSettings,
  { packages, log }: { packages: boolean; log: ModuleLog },
): Promise<Map<string, FoundModule>> {
  const found = new Map<string, FoundModule>(await discoverProjectModules(root, (message) => log.warn(message)))
  const add = (module: FoundModule, title: string): void => {
    const winner = found.get(module.name)
    if (winner === undefined) found.set(module.name, module)
    else log.warn(`Two hook modules are named "${module.name}": ${winner.where} is used, ${title} is not`)
  }
  for (const [name, { given, keys }] of settings.modules) {
    if (given === undefined) continue
    const where = 'given in code'
    add({ origin: 'code', name, fullName: keys.at(-1) ?? name, file: undefined, where, given }, 'the one given in code')
  }
  for (const [name, candidates] of packages ? await discoverPackages(root) : []) {
    const chosen = found.has(name) ? candidates[0] : choose(candidates, settings, log)
    if (chosen !== undefined) add(chosen, chosen.where)
  }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Of several packages of one name the one that the settings call by its full name. Without, none of them can be switched on. */
function choose(
  candidates: readonly PackageModule[],
  settings: CollectedSettings,
  log: ModuleLog,
): PackageModule | undefined {
  const [first, ...others] = candidates
  if (first === undefined || others.length === 0) return first
  const configured = settings.modules.get(first.name)
  const wanted = candidates.filter(({ fullName }) => configured?.keys.includes(fullName))
  const all = candidates.map(({ where }) => where).join(' and ')
  const [only] = wanted
  if (only !== undefined && wanted.length === 1) {
    log.warn(`Two packages are hook modules named "${first.name}": ${all}; the settings choose ${only.fullName}`)
    return only
  }
  if (configured?.settings.enabled !== true) return first
  const message = `Two packages are hook modules named "${first.name}": ${all}. Name one in the settings by its full name, as "${first.fullName}"`
  throw new ModuleError('MODULE_NAME_TWICE', message, { module: first.name })
}

/** @throws ModuleError `MODULE_UNKNOWN_NAME`, with the nearest match, when the settings name a module that is not there */
export function checkNames(settings: CollectedSettings, found: ReadonlyMap<string, FoundModule>): void {
  for (const name of settings.modules.keys()) checkName(name, settings, found)
}

function checkName(name: string, settings: CollectedSettings, found: ReadonlyMap<string, FoundModule>): void {
  if (found.has(name)) return
  const { source, settings: own } = settings.modules.get(name) ?? {}
  const names = source?.file === undefined ? 'The settings name' : `The settings in ${source.title} name`
  const guess = didYouMean(name, found.keys()) || reservedGuess(name, own ?? {})
  const message = `${names} a hook module "${name}" that does not exist${guess}`
  throw new ModuleError('MODULE_UNKNOWN_NAME', message, { module: name, file: source?.file })
}

/** For `load` and `settings` that were taken for modules of that name. */
function reservedGuess(name: string, settings: object): string {
  if (name === 'load') {
    const lists: readonly string[] = loadLists
    const [other = ''] = Object.keys(settings).filter((key) => !lists.includes(key))
    return `. As the order of modules \`load\` has only ${loadLists.join(', ')}: "${other}" is none of them${didYouMean(other, loadLists)}`
  }
  if (name !== 'settings') return ''
  return '. `settings` of all modules holds nothing but objects, by the names of modules'
}
