import { expect, test } from 'vitest'
import { nestingOf } from '../src/graphql/nesting.ts'

test.each([
  ['{ a }', 1],
  ['{ a(b: [[1], { c: 2 }]) { d } } { e }', 4],
  ['', 0],
  ['{ a(b: "{{{[[[") }', 2],
  [String.raw`{ a(b: "\"{{{") { c } }`, 2],
  ['{ a(b: """ { \\""" {{ " {{ """) }', 2],
  ['# {{{{\n{ a # ((((\r}', 1],
  ['{ a(b: "{{{\n{{ }}', 4],
  ['"""{{{{', 0],
  [']]]]{', 0],
])('%j is nested %i deep', (text, depth) => {
  expect(nestingOf(text)).toBe(depth)
})

test('a megabyte of anything is looked through', () => {
  for (const part of ['"', '"""', '\\', '{', '"a', '""" ', '#']) {
    expect(nestingOf(part.repeat(1_000_000 / part.length))).toBeGreaterThanOrEqual(0)
  }
})
