import { setTimeout } from 'node:timers/promises'
import { APIError, type CollectionConfig, type FieldConfig } from '@crochet/content'
import type { CrochetConfig } from 'crochet'
import { closed, mayUpdate, people } from './accounts.ts'
import { writeTask } from './write-job.ts'

const everyone = { create: () => true, read: () => true, delete: () => true }

/** A word that a rule of the collection refuses, wherever it stands in the summary. */
export const forbiddenWord = 'forbidden'

/** An e-mail address that a rule of the collection refuses. */
export const spamAddress = 'a@spam.example'

/** Milliseconds. */
const slowly = 3

const inner: FieldConfig[] = [
  { name: 'label', type: 'text' },
  { name: 'price', type: 'number', min: 0 },
]

interface Thing {
  title?: string | null
  summary?: string | null
  phone?: string | null
  mail?: string | null
  items?: { price?: number | null }[] | null
}

/** As people write a number: whoever stores it wants the digits only. */
const digitsIn = (phone: string): string => phone.replaceAll(/[^\d+]/g, '')

const priceOf = (items: Thing['items']): number => (items ?? []).reduce((sum, { price }) => sum + (price ?? 0), 0)

/** What the hook makes of a document: a phone number of digits, an address for pages, a total. */
export const derivedFrom = (thing: Thing): { phone: string | null; handle: string; total: number } => ({
  phone: thing.phone == null ? null : digitsIn(thing.phone),
  handle: (thing.title ?? '').trim().split(/\s+/).slice(0, 2).join('-').toLowerCase(),
  total: priceOf(thing.items),
})

/** Every type of field that can be shared, and hooks that change data and that refuse it. */
export const things: CollectionConfig = {
  slug: 'things',
  live: true,
  access: { ...everyone, update: mayUpdate as never },
  fields: [
    { name: 'title', type: 'text' },
    { name: 'summary', type: 'textarea' },
    { name: 'source', type: 'code' },
    { name: 'body', type: 'richText' },
    { name: 'count', type: 'number' },
    { name: 'total', type: 'number' },
    { name: 'done', type: 'checkbox' },
    { name: 'day', type: 'date' },
    { name: 'status', type: 'select', options: ['draft', 'published', 'gone'] },
    { name: 'size', type: 'radio', options: ['s', 'm', 'l'] },
    { name: 'mail', type: 'email' },
    { name: 'slug', type: 'slug', unique: false },
    { name: 'handle', type: 'text' },
    { name: 'phone', type: 'text' },
    { name: 'author', type: 'relationship', relationTo: 'people' },
    { name: 'tags', type: 'text', hasMany: true },
    { name: 'extra', type: 'json' },
    { name: 'place', type: 'point' },
    {
      name: 'seo',
      type: 'group',
      fields: [...inner, { name: 'more', type: 'group', fields: [{ name: 'hint', type: 'text' }] }],
    },
    { type: 'row', fields: [{ name: 'left', type: 'text' }] },
    {
      type: 'tabs',
      tabs: [
        { label: 'Loose', fields: [{ name: 'loose', type: 'textarea' }] },
        { name: 'meta', label: 'Named', fields: [{ name: 'alt', type: 'text' }] },
      ],
    },
    {
      name: 'items',
      type: 'array',
      fields: [...inner, { name: 'note', type: 'richText' }, { name: 'stamp', type: 'text', ...closed }],
    },
    {
      name: 'layout',
      type: 'blocks',
      blocks: [
        { slug: 'quote', fields: [{ name: 'text', type: 'textarea' }] },
        { slug: 'figure', fields: inner },
      ],
    },
    { name: 'internal', type: 'text', hidden: true },
    { name: 'verdict', type: 'textarea', ...closed },
    { name: 'rank', type: 'number', ...closed },
    // In no shared document, since it has a rule of its own.
    { name: 'unsigned', type: 'text', access: { read: () => true } },
  ],
  hooks: {
    beforeOperation: [
      // A hook that takes its time, as one that asks another service: much may be written between what a store has read and what it writes.
      ({ req: { source } }) => (source === 'live' ? setTimeout(slowly) : undefined),
    ],
    beforeChange: [
      ({ data, merged, context, req }) => {
        const { appended = req.headers.get('x-appended') ?? undefined } = context as { appended?: string }
        const thing = merged as Thing
        if (thing.summary?.includes(forbiddenWord) === true) throw new Error('The summary has a forbidden word')
        if (thing.mail === spamAddress) throw new APIError('No spam here', 422)
        // A hook that writes itself: words that come with the call, at the end of a text.
        const source =
          appended === undefined ? {} : { source: `${(merged as { source?: string }).source ?? ''}${appended} ` }
        // People sign what they edit, also if it is stored after the server has ended.
        const unsigned = req.source === 'live' && req.user === null ? { unsigned: Object.keys(data).join() } : {}
        return { ...data, ...derivedFrom(thing), ...source, ...unsigned }
      },
    ],
  },
}

/** The application of the model: stores soon, so that stores and writes of all kinds meet. */
export function thingsConfig(folder: string): CrochetConfig {
  return {
    database: { url: `file:${folder}/things.db` },
    collections: [things, people],
    realtime: { debounce: 8, maxDebounce: 40, quiet: true },
    jobs: { tasks: [writeTask] },
    secret: 'only for the model test, whose users are made up',
  }
}
