import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** What `tsc` says, a line for each error, with the declarations of all libraries checked. */
function compile(): string[] {
  const { stdout, error } = spawnSync('tsc', ['-p', join(import.meta.dirname, 'types'), '--pretty', 'false'], {
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '..', '..'),
  })
  if (error !== undefined) throw error
  return stdout.split('\n')
}

const lines = compile()
const inFile = (name: string): string[] => lines.filter((line) => line.startsWith(`tests/compat/types/${name}`))

test('every name that `@hocuspocus/server` exports is exported', () => {
  expect(inFile('names.ts')).toEqual([])
})

test('code written for Hocuspocus, with the published extensions, compiles', () => {
  expect(inFile('extensions.ts')).toEqual([])
})

test('an application may say what its context is', () => {
  expect(inFile('contexts.ts')).toEqual([])
})

test('the declarations of the published extensions are right with this package’s types', () => {
  // Other declarations are wrong in themselves: those of rich text want a browser's types, for example.
  expect(lines.filter((line) => line.startsWith('node_modules/') && line.includes('@hocuspocus/server'))).toEqual([])
})
