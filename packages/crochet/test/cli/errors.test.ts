import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliErrors } from '../../src/errors.ts'

const repository = join(import.meta.dirname, '../../../..')

test('every code of the command line is used, and every one that is used is in the reference', () => {
  const folder = join(repository, 'packages/crochet/src/cli')
  const sources = globSync('**/*.ts', { cwd: folder }).filter((file) => file !== 'errors.ts')
  const code = sources.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
  const used = new Set([...code.matchAll(/'(CLI_[A-Z_]+)'/g)].map(([, name]) => name))
  expect([...used].sort()).toEqual(Object.keys(cliErrors).sort())
  const reference = readFileSync(join(repository, 'docs/reference/errors.md'), 'utf8')
  for (const name of used) expect(reference).toContain(`| \`${name}\` |`)
})
