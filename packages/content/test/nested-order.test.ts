import { expect, test } from 'vitest'
import type { CollectionConfig, FieldConfig, FieldHookArgs, FieldHooks } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

type Stage = keyof FieldHooks

/** One line for each field hook: stage, path, value, what was stored, and what the sibling before it has become. */
function recorder(): { readonly lines: string[]; text(name: string): FieldConfig } {
  const lines: string[] = []
  const show = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value))
  const record =
    (stage: Stage) =>
    async ({ path, value, previousValue, siblingData }: FieldHookArgs): Promise<unknown> => {
      await Promise.resolve()
      const a = siblingData['a'] as unknown
      lines.push(`${stage} ${path} ${show(value)}, was ${show(previousValue)}, sibling a ${show(a)}`)
      return typeof value === 'string' ? `${value}'` : undefined
    }
  const stages: Stage[] = ['beforeValidate', 'beforeChange', 'afterRead', 'afterChange']
  const hooks: FieldHooks = Object.fromEntries(stages.map((stage) => [stage, [record(stage)]]))
  return { lines, text: (name) => ({ name, type: 'text', hooks }) }
}

const pages = (fields: readonly FieldConfig[]): CollectionConfig => ({ slug: 'pages', access: open, fields })

test('hooks of nested fields run in order of definition, row by row, each seeing what the one before has returned', async () => {
  const { lines, text } = recorder()
  await using app = await openContent({
    collections: [
      pages([
        { type: 'row', fields: [text('a')] },
        { name: 'group', type: 'group', fields: [{ type: 'tabs', tabs: [{ fields: [text('a')] }] }, text('b')] },
        {
          type: 'tabs',
          tabs: [
            { name: 'tab', fields: [text('b')] },
            { fields: [{ name: 'rows', type: 'array', fields: [text('a'), text('b')] }] },
          ],
        },
        {
          name: 'content',
          type: 'blocks',
          blocks: [
            { slug: 'one', fields: [text('a')] },
            { slug: 'two', fields: [{ name: 'rows', type: 'array', fields: [text('b')] }] },
          ],
        },
        text('last'),
      ]),
    ],
  })
  const data = {
    last: 'l',
    content: [
      { blockType: 'two', rows: [{ b: 'x' }, { b: 'y' }] },
      { blockType: 'one', a: 'z' },
    ],
    rows: [{ b: 'q', a: 'p' }, { b: 'r' }],
    tab: { b: 't' },
    group: { b: 'h', a: 'g' },
    a: 'f',
  }
  const doc = await app.content.create({ collection: 'pages', data })
  expect(`\n${lines.join('\n')}\n`).toMatchSnapshot()
  expect(doc).toMatchObject({
    a: "f''''",
    group: { a: "g''''", b: "h''''" },
    tab: { b: "t''''" },
    rows: [
      { a: "p''''", b: "q''''" },
      { a: null, b: "r''''" },
    ],
    content: [{ rows: [{ b: "x''''" }, { b: "y''''" }] }, { a: "z''''" }],
  })
  expect(await app.storage.documents.findByID('pages', doc['id'])).toMatchObject({
    content: [{ rows: [{ b: "x''" }, { b: "y''" }] }, { a: "z''" }],
  })
})

test('rows that are reordered, inserted and removed at once are told apart by their id, in rows of rows too', async () => {
  const { lines, text } = recorder()
  await using app = await openContent({
    collections: [
      pages([
        {
          name: 'content',
          type: 'blocks',
          blocks: [
            { slug: 'list', fields: [text('a'), { name: 'rows', type: 'array', fields: [text('b')] }] },
            { slug: 'line', fields: [text('a')] },
          ],
        },
      ]),
    ],
  })
  const row = (id: string, b: string): object => ({ id, b })
  const list = (id: string, rows: object[], more: object = {}): object => ({ id, blockType: 'list', rows, ...more })
  const content = [
    list('L1', [row('1', 'one'), row('2', 'two')], { a: 'first' }),
    list('L2', [row('1', 'uno')], { a: 'second' }),
    { id: 'x', blockType: 'line', a: 'gone' },
  ]
  const { id } = await app.content.create({ collection: 'pages', data: { content } })
  lines.length = 0
  const next = [
    { id: 'n', blockType: 'line', a: 'new' },
    list('L2', [row('3', 'tres'), row('1', 'UNO')]),
    list('L1', [row('2', 'TWO'), { id: '1' }]),
  ]
  const doc = await app.content.update({ collection: 'pages', id, data: { content: next } })
  expect(`\n${lines.join('\n')}\n`).toMatchSnapshot()
  expect(doc['content']).toEqual([
    { id: 'n', blockType: 'line', a: "new''''" },
    { id: 'L2', blockType: 'list', a: "second''''", rows: [row('3', "tres''''"), row('1', "UNO''''")] },
    { id: 'L1', blockType: 'list', a: "first''''", rows: [row('2', "TWO''''"), row('1', "one''''")] },
  ])
})
