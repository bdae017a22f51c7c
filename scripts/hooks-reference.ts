import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A hook point as it is declared: one entry of a `HookMap` block, with its doc comment. */
interface DeclaredPoint {
  name: string
  type: string
  contract: string
}

/**
 * `docs/reference/hooks.md`, made from the declarations: every entry of an `interface HookMap` block in a package's sources,
 * with the doc comment above it.
 *
 * @param root folder of the repository
 * @returns the page as Markdown
 */
export function hooksReference(root: string): string {
  const sections = readdirSync(join(root, 'packages'))
    .map((folder) => ({ folder, points: declaredIn(join(root, 'packages', folder, 'src')) }))
    .filter(({ points }) => points.length > 0)
    .map(({ folder, points }) => `## From \`packages/${folder}\`\n\n${points.map(describe).join('\n\n')}`)
  return `# Hook points\n\nGenerated from the declarations by \`npm run docs\`; do not edit.\n\n${sections.join('\n\n')}\n`
}

const describe = ({ name, type, contract }: DeclaredPoint): string => `### \`${name}\`\n\n\`${type}\`\n\n${contract}`

function declaredIn(folder: string): DeclaredPoint[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .flatMap((name) => pointsOf(readFileSync(join(folder, name), 'utf8')))
}

function pointsOf(source: string): DeclaredPoint[] {
  const block = /declare module '@crochet\/hooks' \{\s*interface HookMap \{([\s\S]*?)\n {2}\}\n\}/.exec(source)?.[1]
  if (block === undefined) return []
  const entry = /\/\*\*([\s\S]*?)\*\/\s*(?:\[\w+: `([^`]+)`\]|'([^']+)'|(\w+)): ([^\n]+(?:\n {6,}[^\n]+)*)/g
  return [...block.matchAll(entry)].map(([, comment = '', pattern, quoted, bare, type = '']) => ({
    name: pattern?.replaceAll('${string}', '…') ?? quoted ?? bare ?? '',
    type: type.replaceAll(/\s+/g, ' ').trim(),
    contract: comment.replaceAll(/^\s*\* ?/gm, '').trim(),
  }))
}
