import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/**
 * `tsc` with the declarations of all libraries checked. Several of them are wrong in themselves (rich-text packages want a
 * browser's types), so what counts is what is said about this package's types, and about the code that uses them.
 */
test('the published extensions’ declarations, and code written for Hocuspocus, compile against this package’s types', () => {
  const { stdout, error } = spawnSync('tsc', ['-p', import.meta.dirname, '--pretty', 'false'], {
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '..', '..', '..'),
  })
  expect(error).toBeUndefined()
  const ours = stdout.split('\n').filter((line) => /@hocuspocus\/server|tests\/compat\/types|packages\//.test(line))
  expect(ours).toEqual([])
})
