import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runNode } from './run-node.ts'

test('the example of the README runs as it stands', async () => {
  const folder = fileURLToPath(new URL('..', import.meta.url))
  const readme = await readFile(`${folder}/README.md`, 'utf8')
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? ''
  const { stdout, stderr } = await runNode(folder, example.replace(/^import .*@crochet\/modules'$/m, ''))
  expect(stderr).toBe('')
  expect(stdout.replaceAll(/ +[\d.]+ ms/g, ' N ms').split('\n')).toEqual([
    'search says: index posts',
    'hook modules: 2 loaded in N ms',
    '└─ 1 database N ms  given in code  by name',
    '   └─ 2 search N ms  given in code  needs database; waited N ms for database',
    '',
  ])
})
