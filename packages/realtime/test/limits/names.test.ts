import { expect, test } from 'vitest'
import { frame } from '../support/raw-client.ts'
import { limited, outcomeOf, Scene, step, type, typing } from './scene.ts'

const prototype = Object.getOwnPropertyNames(Object.prototype)
const words = [
  'prototype',
  'length',
  'name',
  'then',
  'undefined',
  'null',
  'NaN',
  'true',
  '0',
  '-1',
  'Infinity',
  '[object Object]',
]
const paths = [
  '..',
  '../',
  '../../etc/passwd',
  '/',
  '//',
  '\\',
  '..\\..',
  'C:\\x',
  'CON',
  'a/b/c',
  './a',
  '%2e%2e%2f',
  'file:///x',
  '~',
  '*',
]
const code = [
  "'; DROP TABLE journal; --",
  '" OR 1=1',
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '$(id)',
  '`id`',
  '%s%n',
  '-- ',
  ';',
]
const blank = ['', ' ', '\t', '\n', '\u00A0', '\u2003', '\uFEFF', '\u3000', '\r\n  ']
const unicode = [
  'é',
  'e\u0301',
  'ß',
  'İ',
  'ﬁ',
  '日本語',
  'עברית',
  'العربية',
  '\u202Eabc',
  '\u2066a\u2069',
  '👩‍👩‍👧‍👦',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '\u200B',
  '\u{10FFFF}',
  '\uFFFD',
  '\uFFFF',
  'a\u0300'.repeat(300),
]
const controls = Array.from({ length: 32 }, (_, index) => `a${String.fromCodePoint(index + 1)}b`)
const nul = ['\0', 'a\0', '\0a', 'a\0b\0c', `a${'\0'.repeat(100)}`]
const long = [1_023, 1_024, 1_025, 10_000].flatMap((length) => ['x'.repeat(length), '😀'.repeat(length / 2)])
const numbers = Array.from({ length: 90 }, (_, index) => String.fromCodePoint(0x2000 + index * 37))

const names = [
  ...prototype,
  ...words,
  ...paths,
  ...code,
  ...blank,
  ...unicode,
  ...controls,
  ...nul,
  ...long,
  ...numbers,
]

test('nasty names open as documents of their own, or are refused', { timeout: 120_000 }, async () => {
  expect(names.length).toBeGreaterThan(200)
  await using scene = await Scene.open({
    ...limited({ refusals: 1_000, documents: 1_000 }),
    journal: { url: 'memory:' },
  })
  let opened = 0
  for (const name of names) {
    using client = await scene.stranger()
    client.token(name)
    const { rest } = await client.next(type.auth, name)
    const document = name.split('\0')[0] ?? ''
    const open = rest.arr[rest.pos] === 2
    expect([name, open]).toEqual([name, document.trim() !== '' && document.length <= 1_024])
    if (!open) continue
    opened++
    client.send(name, type.sync, step.update, typing(7 + opened, document))
    const status = await client.next(type.status, name)
    expect(status.rest.arr.at(-1)).toBe(1)
    const live = scene.server.hocuspocus.documents.get(document)
    expect(live?.name).toBe(document)
    expect(live?.getText('text').toString()).toContain(document)
  }
  expect(opened).toBeGreaterThan(150)
  expect(scene.refused('DOCUMENT_NAME')).toBeGreaterThan(10)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  await scene.unharmed()
})

test('a name of a megabyte is refused like any frame of that size', async () => {
  await using scene = await Scene.open()
  using client = await scene.stranger()
  client.token('x'.repeat(1_000_000))
  await scene.expectRefused(await outcomeOf(client), 'FRAME_TOO_LARGE', 4205)
  using later = await scene.client()
  later.token('x'.repeat(1_000_000))
  await later.next(type.auth, 'x'.repeat(1_000_000))
  expect(scene.refused('DOCUMENT_NAME')).toBe(1)
})

test('a lone surrogate is no UTF-8, and no name', async () => {
  await using scene = await Scene.open()
  using client = await scene.stranger()
  // U+D800 as if it were a character.
  client.bytes(Uint8Array.of(3, 0xed, 0xa0, 0x80, ...frame(2, 0, '')))
  await scene.expectRefused(await client.closed, 'FRAME_ADDRESS', 4401)
})
