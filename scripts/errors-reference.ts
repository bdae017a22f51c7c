import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * `docs/reference/errors.md`, made from the catalogues: every package's `src/errors.ts` exports one object that ends in
 * `Errors`, whose keys are codes and whose values have a `hint` and, where they apply, an HTTP `status` or a WebSocket `closeCode`.
 *
 * @param root folder of the repository
 * @returns the page as Markdown
 */
export async function errorsReference(root: string): Promise<string> {
  const sections: string[] = []
  for (const folder of readdirSync(join(root, 'packages')).sort()) {
    const file = join(root, 'packages', folder, 'src/errors.ts')
    if (!existsSync(file)) continue
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>
    const rows = Object.entries(module)
      .filter(([name, value]) => name.endsWith('Errors') && typeof value === 'object')
      .flatMap(([, catalogue]) =>
        Object.entries(catalogue as Record<string, unknown>).map(([code, entry]) => row(code, entry)),
      )
    if (rows.length === 0) throw new Error(`packages/${folder}/src/errors.ts exports no catalogue named …Errors`)
    sections.push(`## \`packages/${folder}\`\n\n| code | answer | what to do |\n|---|---|---|\n${rows.join('\n')}`)
  }
  return `# Error codes\n\nGenerated from the catalogues by \`npm run docs\`; do not edit. A code is never reused.\n\n${sections.join('\n\n')}\n`
}

function row(code: string, entry: unknown): string {
  const { hint, status, closeCode } = entry as { hint: string; status?: number; closeCode?: number }
  const answer = status !== undefined ? `HTTP ${status}` : closeCode !== undefined ? `close ${closeCode}` : '–'
  return `| \`${code}\` | ${answer} | ${hint.replaceAll('|', '\\|')} |`
}
