import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { errorsReference } from './errors-reference.ts'
import { hooksReference } from './hooks-reference.ts'

/**
 * Checks what the documentation refers to: links and paths in backticks exist, npm scripts that are named exist, and the
 * generated pages say what the sources say.
 */
const root = resolve(import.meta.dirname, '..')
const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
  .scripts
const problems: string[] = []

const pages = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md', 'bench/*.md'], {
  cwd: root,
})
for (const page of pages) {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/```[\s\S]*?```/g, '')
  for (const [, link = ''] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (/^[a-z]+:/.test(link)) continue
    if (!existsSync(resolve(root, dirname(page), link))) problems.push(`${page}: the link ${link} leads nowhere`)
  }
  for (const [, path = ''] of text.matchAll(/`((?:packages|examples|scripts|tests|bench|docs|\.ci)\/[\w./-]+)`/g)) {
    if (!existsSync(join(root, path))) problems.push(`${page}: there is no ${path}`)
  }
  for (const [, script = ''] of text.matchAll(/`npm run ([\w:-]+)/g)) {
    if (scripts[script] === undefined) problems.push(`${page}: package.json has no script "${script}"`)
  }
}

const generated: Record<string, string> = {
  'docs/reference/hooks.md': hooksReference(root),
  'docs/reference/errors.md': await errorsReference(root),
}
for (const [page, expected] of Object.entries(generated)) {
  const path = join(root, page)
  if (!existsSync(path) || readFileSync(path, 'utf8') !== expected) {
    problems.push(`${relative(root, path)} is not what the sources say: run "npm run docs" and commit it`)
  }
}

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
}
