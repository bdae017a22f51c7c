import { dirname, posix } from 'node:path'
import { parseAst } from 'vite'
import type { ModuleRole } from '../../src/vite/analysis.ts'
import { applyCuts } from '../../src/vite/cuts.ts'
import { Modules } from '../../src/vite/modules.ts'
import type { Node } from '../../src/vite/syntax.ts'

interface Outcome {
  /** What a page gets; `undefined` for a module that is left alone. */
  readonly code: string | undefined
  /** `CODE line` for each problem. */
  readonly problems: readonly string[]
  /** Keys that it warns about. */
  readonly warned: readonly string[]
}

/** What the plugin does with `/a.ts` of these files. */
export async function strip(files: string | Record<string, string>, role: ModuleRole = 'own'): Promise<Outcome> {
  const all = typeof files === 'string' ? { 'a.ts': files } : files
  const textOf = (file: string): string | undefined => (all as Record<string, string>)[file.slice(1)]
  const modules = new Modules({
    resolve: async (source, importer) => {
      const file = posix.join(dirname(importer), source)
      return source.startsWith('.') && textOf(file) !== undefined ? file : undefined
    },
    read: async (file) => textOf(file) ?? '',
    parse: (code, file) => parseAst(code, { lang: file.endsWith('.ts') ? 'ts' : 'jsx' }) as unknown as Node,
    roleOf: () => role,
  })
  const found = await modules.analyse('/a.ts')
  if (found === undefined) return { code: undefined, problems: [], warned: [] }
  const { view, analysis } = found
  const lineOf = (at: number): number => view.code.slice(0, at).split('\n').length
  return {
    code: applyCuts(view.code, analysis.cuts),
    warned: analysis.unknownKeys.map(({ key }) => key),
    problems: analysis.problems.map(({ code, at }) => `${code} ${lineOf(at)}`),
  }
}
