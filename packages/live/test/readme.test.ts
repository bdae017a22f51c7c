import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLive } from './open-live.ts'
import { createLive } from '../src/index.ts'

const everyone = { create: () => true, read: () => true, update: () => true }

test('the example of the README does what it says', async () => {
  const text = await readFile(join(import.meta.dirname, '../README.md'), 'utf8')
  const example = /```ts\n(.*?)```/s.exec(text)?.[1] ?? ''
  const body = example.replace(/^import .*$/m, '')
  const posts = { slug: 'posts', live: true, access: everyone, fields: [{ name: 'title', type: 'text' }] } as const
  await using opened = await openLive({ collections: [posts] })
  opened.live[Symbol.dispose]()
  const { content, engine, server, journal } = opened
  const lines: unknown[] = []
  const run = new (Object.getPrototypeOf(async () => undefined).constructor)(
    'createLive',
    'content',
    'engine',
    'server',
    'storage',
    'console',
    body,
  ) as (...args: unknown[]) => Promise<void>
  await run(createLive, content, engine, server, { journal }, { log: (line: unknown) => void lines.push(line) })
  expect(lines).toMatchObject([{ title: 'Hello World' }])
})
