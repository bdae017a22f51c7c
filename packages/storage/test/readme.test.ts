import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('the example of the README runs', async () => {
  const folder = join(import.meta.dirname, '..')
  const readme = await readFile(join(folder, 'README.md'), 'utf8')
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? ''
  const node = ['--conditions=crochet-source', '--input-type=module-typescript', '--eval', example]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, node, { cwd: folder })
  expect(stdout).toBe("[ { id: '1', title: 'Hello', slug: 'hello' } ]\n1\n")
  expect(stderr).toBe('')
})
