import { expect, test } from 'vitest'
import type { Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

test('a virtual field has the value that its hooks give it; what is sent reaches hooks and is not stored', async () => {
  const sent: Untyped[] = []
  await using app = await openContent({
    collections: [
      {
        slug: 'people',
        access: open,
        fields: [
          { name: 'first', type: 'text' },
          { name: 'last', type: 'text' },
          {
            name: 'full',
            type: 'text',
            virtual: true,
            validate: (value) => value !== 'bad' || 'is bad',
            hooks: {
              beforeChange: [({ value }) => void sent.push(value)],
              afterRead: [({ siblingData }) => `${siblingData['first']} ${siblingData['last']}`],
            },
          },
          { name: 'more', type: 'group', fields: [{ name: 'note', type: 'text', virtual: true }] },
        ],
        hooks: {
          beforeChange: [
            ({ data }) => {
              const [first, last] = String(data['full'] ?? '').split(' ')
              return data['full'] === undefined ? data : { ...data, first, last }
            },
          ],
        },
      },
    ],
  })
  const data = { full: 'Ada Lovelace', more: { note: 'n' } }
  const made = await app.content.create({ collection: 'people', data })
  expect(made).toMatchObject({ first: 'Ada', last: 'Lovelace', full: 'Ada Lovelace', more: { note: null } })
  expect(sent).toEqual(['Ada Lovelace'])
  const row = await app.storage.documents.findByID('people', made['id'])
  expect(Object.keys(row ?? {})).not.toContain('full')
  expect(row).toMatchObject({ more: { note: null } })
  const id = made['id']
  expect(await app.content.update({ collection: 'people', id, data: { last: 'L.' } })).toMatchObject({ full: 'Ada L.' })
  await expect(app.content.create({ collection: 'people', data: { full: 'bad' } })).rejects.toMatchObject({
    errors: [{ path: 'full' }],
  })
  const query = { collection: 'people', where: { full: { equals: 'x' } } }
  await expect(app.content.find(query)).rejects.toMatchObject({ name: 'QueryError' })
  expect(await app.content.findByID({ collection: 'people', id, select: { full: true } })).toEqual({
    id,
    full: 'Ada L.',
  })
})
