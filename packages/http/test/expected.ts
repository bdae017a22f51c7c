import { expect } from 'vitest'
import type { Newsroom } from './newsroom.ts'

/** Stores a published post with three views. @returns its id */
export const aPost = async ({ content }: Newsroom): Promise<string> =>
  String((await content.create({ collection: 'posts', data: { title: 'First', views: 3, published: true } }))['id'])

/** What an id looks like. */
export const anID = expect.stringMatching(/^[0-9a-f-]{36}$/)
/** What a date looks like in JSON. */
export const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT/)

/** A post as it is answered, empty but for its title and these fields. */
export const post = (fields: object): unknown => ({
  id: anID,
  title: 'First',
  body: null,
  views: null,
  published: null,
  extra: null,
  createdAt: aTime,
  updatedAt: aTime,
  ...fields,
})

/** The names of these hook points of one collection or global. */
export const of = (owner: string, ...points: string[]): string[] => points.map((point) => `${owner}:${point}`)

/** What fires on a write, up to its commit. */
export const writing = [
  'beforeOperation',
  'beforeValidate',
  'afterValidate',
  'beforeChange',
  'afterRead',
  'afterChange',
  'afterOperation',
]

/** What fires when a request about posts fails. */
export const failed = ['posts:afterError', 'afterError']
