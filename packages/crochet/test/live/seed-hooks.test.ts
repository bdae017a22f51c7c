import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { CollectionConfig } from '../../src/index.ts'
import { open } from '../project.ts'
import { liveApp, type LiveApp } from './live-app.ts'

const hashOf = (value: unknown): string => createHash('sha256').update(String(value)).digest('hex')
const slugOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

/** The hooks that the documentation gives as examples. */
const orders: CollectionConfig = {
  slug: 'orders',
  live: true,
  access: open,
  hooks: {
    beforeChange: [
      ({ data }) => {
        if (data['phoneNumber']) data['phoneNumber'] = String(data['phoneNumber']).replaceAll(/[^0-9]/g, '')
        return data
      },
      ({ data }) => {
        if (Number(data['price']) < 0) throw new Error('Price cannot be negative')
        return data
      },
      ({ data }) => {
        const items = data['items'] as { price: number; quantity: number }[] | undefined
        if (items) data['total'] = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
        return data
      },
    ],
  },
  fields: [
    { name: 'title', type: 'text' },
    { name: 'phoneNumber', type: 'text' },
    { name: 'price', type: 'number' },
    { name: 'total', type: 'number' },
    {
      name: 'items',
      type: 'array',
      fields: [
        { name: 'price', type: 'number' },
        { name: 'quantity', type: 'number' },
      ],
    },
    {
      name: 'slug',
      type: 'text',
      hooks: {
        beforeChange: [({ value, data }) => (!value && data?.['title'] ? slugOf(String(data['title'])) : value)],
      },
    },
    {
      name: 'email',
      type: 'email',
      hooks: {
        beforeValidate: [
          ({ value }) => {
            if (String(value ?? '').endsWith('@spam-domain.com'))
              throw new Error('Emails from spam domains are not allowed')
            return value
          },
        ],
      },
    },
    {
      name: 'password',
      type: 'text',
      hooks: {
        beforeChange: [({ value }) => (value ? hashOf(value) : value)],
        afterRead: [() => null],
      },
    },
  ],
}

async function order(data: object = {}) {
  const at = await liveApp({ collections: [orders] })
  const made = await at.app.create({ collection: 'orders', data: { title: 'One', ...data } })
  const id = String(made['id'])
  const [ann, bob] = await Promise.all([at.open(`orders/${id}`), at.open(`orders/${id}`)])
  return { at, id, ann, bob, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() }
}

const byREST = (at: LiveApp, id: string) => at.rest('GET', `orders/${id}`)

test('a slug is made of a title that somebody types, and everybody sees it', async () => {
  await using made = await order({ slug: 'kept' })
  const { at, id, ann, bob } = made
  ann.document.transact(() => {
    ann.text('slug').delete(0, 4)
    ann.text('title').insert(3, ' and Two')
  })
  await bob.until(() => bob.text('slug').toString() === 'one-and-two')
  expect(await byREST(at, id)).toMatchObject({ title: 'One and Two', slug: 'one-and-two' })
})

test('a phone number is brought into its form while the cursor stays where it is', async () => {
  await using made = await order()
  const { at, id, ann, bob } = made
  ann.text('phoneNumber').insert(0, '+49 (30) 123-45')
  const text = ann.text('phoneNumber')
  const cursor = Y.createRelativePositionFromTypeIndex(text, '+49 (30) 123'.length)
  await bob.until(() => bob.text('phoneNumber').toString() === '493012345')
  await ann.says('saved')
  expect(Y.createAbsolutePositionFromRelativePosition(cursor, ann.document)?.index).toBe('4930123'.length)
  expect(await byREST(at, id)).toMatchObject({ phoneNumber: '493012345' })
})

test('a total follows the rows that several people write', async () => {
  await using made = await order({ items: [{ id: 'a', price: 2, quantity: 3 }] })
  const { at, id, ann, bob } = made
  expect(ann.values.get('total')).toBe(6)
  ann.document.getArray<Y.Map<unknown>>('items').get(0).set('quantity', 4)
  bob.document.getArray('items').push([
    new Y.Map<unknown>([
      ['id', 'b'],
      ['price', 10],
      ['quantity', 1],
    ]),
  ])
  await Promise.all([ann, bob].map((client) => client.until(() => client.values.get('total') === 18)))
  expect(await byREST(at, id)).toMatchObject({ total: 18, items: [{ quantity: 4 }, { price: 10 }] })
})

test.each([
  {
    field: 'email',
    bad: 'eve@spam-domain.com',
    good: 'eve@example.org',
    message: 'Emails from spam domains are not allowed',
  },
  { field: 'price', bad: -1, good: 1, message: 'Price cannot be negative' },
])('what a hook refuses ($field) stays in the document, and everybody is told', async (asked) => {
  const { field, bad, good, message } = asked
  await using made = await order()
  const { at, id, ann, bob } = made
  ann.values.set(field, bad)
  await bob.says('invalid')
  expect(bob.said.get('errors')).toMatchObject([{ message }])
  expect(bob.values.get(field)).toBe(bad)
  expect((await byREST(at, id))[field]).toBeNull()
  bob.values.set(field, good)
  await ann.says('saved')
  expect(ann.said.get('errors')).toEqual([])
  expect(await byREST(at, id)).toMatchObject({ [field]: good })
})

test('a password is in no shared document, whoever writes it, and whatever becomes of it', async () => {
  await using made = await order({ password: 'secret' })
  const { at, id, ann, bob } = made
  const hash = async (): Promise<unknown> =>
    (await at.app.find({ collection: 'orders', where: { password: { equals: hashOf('another') } } })).totalDocs
  expect(ann.text('password').toString()).toBe('')
  await at.rest('PATCH', `orders/${id}`, { body: { password: 'another', title: 'Two' } })
  await bob.until(() => bob.text('title').toString() === 'Two')
  expect(bob.text('password').toString()).toBe('')
  expect(await hash()).toBe(1)
  ann.text('password').insert(0, 'typed')
  await ann.until(() => ann.text('password').toString() === '')
  ann.text('title').insert(3, '!')
  await bob.until(() => bob.text('title').toString() === 'Two!' && bob.said.get('status') === 'saved')
  expect(await hash()).toBe(1)
  expect(await byREST(at, id)).toMatchObject({ title: 'Two!', password: null })
})
