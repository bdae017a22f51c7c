import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const expected = ['to ada, attempt 1\n', 'Hello\n']

test.each(expected.entries().toArray())('example %i of the README runs', async (index, output) => {
  const folder = join(import.meta.dirname, '..')
  const readme = await readFile(join(folder, 'README.md'), 'utf8')
  const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, example = '']) => example)
  const node = ['--conditions=crochet-source', '--input-type=module-typescript', '--eval', examples[index] ?? '']
  const { stdout, stderr } = await promisify(execFile)(process.execPath, node, { cwd: folder })
  expect([stdout, stderr]).toEqual([output, ''])
})
