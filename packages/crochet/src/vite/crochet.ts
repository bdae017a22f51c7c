import { readFile } from 'node:fs/promises'
import { matchesGlob, relative, sep } from 'node:path'
import { AppError } from '../errors.ts'
import type { ModuleRole } from './analysis.ts'
import { applyCuts } from './cuts.ts'
import { Modules, type Stripped } from './modules.ts'
import { placeOf } from './module-view.ts'
import { problems } from './problems.ts'
import type { Node } from './syntax.ts'

export interface CrochetPluginOptions {
  /** Modules that hold configuration without looking like it: paths below the project's root, with `*` and `**`. */
  readonly include?: readonly string[]
  /** Modules that look like configuration and are none. */
  readonly exclude?: readonly string[]
}

/** The part of a Vite plugin that this one is; Vite's own types are not needed to use it. */
export interface CrochetPlugin {
  readonly name: string
  readonly enforce: 'pre'
  config(): { worker: { plugins: () => CrochetPlugin[] } }
  configResolved(config: { readonly root: string }): void
  applyToEnvironment(environment: { readonly config: { readonly consumer: string } }): boolean
  load(this: LoadContext, id: string): Promise<{ code: string } | undefined>
}

interface LoadContext {
  parse(code: string, options: { lang: 'js' | 'jsx' | 'ts' | 'tsx' }): unknown
  resolve(source: string, importer: string): Promise<{ id: string; external?: boolean | string } | null>
  addWatchFile(file: string): void
  warn(message: string): void
}

const script = /\.(?<kind>[cm]?[jt]s|[jt]sx)$/

/**
 * A plugin for Vite (and Rolldown) that takes out of configuration modules what is for the server, when pages import them: hooks,
 * access rules, validation, endpoints, secrets, everything else that `toClientConfig` would not pass, and the imports and
 * declarations that only these use. Bundles for servers (SSR) are left alone.
 *
 * It works on the text of the file, before anything else does: not even a source map holds what it takes out, and lines keep
 * their numbers.
 *
 * @throws AppError `CLIENT_BUNDLE` while building, where it cannot know what an object holds: with file, line, reason and remedy
 */
export function crochet(options: CrochetPluginOptions = {}): CrochetPlugin {
  let root = process.cwd()
  return {
    name: 'crochet',
    enforce: 'pre',
    // Workers of a page are bundled on their own, with plugins of their own.
    config: () => ({ worker: { plugins: () => [crochet(options)] } }),
    configResolved: (config) => void (root = config.root),
    applyToEnvironment: ({ config }) => config.consumer === 'client',
    async load(id) {
      const file = fileOf(id)
      if (file === undefined || roleOf(file) === undefined) return undefined
      const code = await readFile(file, 'utf8').catch(() => undefined)
      if (code === undefined || !mayHoldConfig(code, roleOf(file))) return undefined
      const modules = new Modules({
        resolve: async (source, importer) => {
          const found = await this.resolve(source, importer)
          return found === null || found.external ? undefined : fileOf(found.id)
        },
        read: (path) => {
          // Values of other modules stand here now: when those change, this one does.
          this.addWatchFile(path)
          return path === file ? Promise.resolve(code) : readFile(path, 'utf8')
        },
        parse: (text, path) => this.parse(text, { lang: languageOf(path) }) as Node,
        roleOf,
      })
      const found = await modules.analyse(file)
      if (found === undefined) return undefined
      refuseProblems(found, root)
      for (const warning of warningsOf(found, root)) this.warn(warning)
      return { code: applyCuts(code, found.analysis.cuts) }
    },
  }

  function roleOf(file: string): ModuleRole | undefined {
    const path = relative(root, file).split(sep).join('/')
    const matches = (globs: readonly string[] = []): boolean =>
      globs.some((glob) => matchesGlob(path, glob.replace(/^\.\//, '')))
    if (!script.test(file) || matches(options.exclude)) return undefined
    if (matches(options.include)) return 'included'
    return file.includes('/node_modules/') ? 'package' : 'own'
  }
}

/** The file of a module, whatever is asked of it; none for virtual ones, and for text and addresses of files (`?raw`, `?url`, `?worker`). */
function fileOf(id: string): string | undefined {
  const [path = '', query = ''] = id.split('?', 2)
  const isModule = !query.split('&').some((name) => /^(?:raw|url|worker|sharedworker)(?:=|$)/.test(name))
  return isModule && !path.startsWith('\0') && script.test(path) ? path : undefined
}

/** Looked at before a module is parsed: most have nothing to do with configuration. */
function mayHoldConfig(code: string, role: ModuleRole | undefined): boolean {
  if (role === 'included' || /['"](?:crochet|@crochet\/content)['"]/.test(code)) return true
  if ((code.includes('slug') && code.includes('fields')) || code.includes('collections')) return true
  return /\b(?:hooks|access)\b/.test(code)
}

function languageOf(file: string): 'js' | 'jsx' | 'ts' | 'tsx' {
  const kind = script.exec(file)?.groups?.['kind'] ?? 'js'
  if (kind.endsWith('x')) return kind === 'tsx' ? 'tsx' : 'jsx'
  return kind.endsWith('ts') ? 'ts' : 'jsx'
}

function refuseProblems({ view, analysis }: Stripped, root: string): void {
  if (analysis.problems.length === 0) return
  const seen = { ...view, file: relative(root, view.file) }
  const lines = analysis.problems
    .toSorted((a, b) => a.at - b.at)
    .map(({ code, at }) => `${placeOf(seen, at)} ${code}: ${problems[code].join('. ')}`)
  const why =
    analysis.guessedAt === undefined
      ? ''
      : `${placeOf(seen, analysis.guessedAt)} is why this looks like configuration. If it is none, name the module in \`exclude\` of the plugin.\n`
  throw new AppError(
    'CLIENT_BUNDLE',
    `A page imports configuration of which nobody can say what is for the server:\n${lines.join('\n')}\n${why}`,
  )
}

function warningsOf({ view, analysis }: Stripped, root: string): string[] {
  const seen = { ...view, file: relative(root, view.file) }
  return analysis.unknownKeys.map(
    ({ key, at }) =>
      `${placeOf(seen, at)} this looks like a collection or field of Crochet, so "${key}" was left out for the client. ` +
      'If it is none, name the module in `exclude` of the plugin; if it is one, give it its type.',
  )
}
