import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('GraphQL is not loaded before the first query', async () => {
  const child = join(import.meta.dirname, 'fixtures/late-graphql.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=crochet-source', child])
  const { before, after, body } = JSON.parse(stdout) as { before: string[]; after: number; body: unknown }
  expect(before).toEqual([
    'graphql/graphql-routes.ts',
    'graphql/graphql-request.ts',
    'graphql/check-names.ts',
    'graphql/auth-names.ts',
    'graphql/entity-names.ts',
    'graphql/words.ts',
  ])
  expect(after).toBeGreaterThan(50)
  expect(body).toEqual({ data: { Books: { totalDocs: 0 } } })
})
