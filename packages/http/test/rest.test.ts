import { describe, expect } from 'vitest'
import type { Newsroom } from './newsroom.ts'
import { errorAnswer, scenarios } from './scenario.ts'

const aPost = async ({ content }: Newsroom): Promise<string> =>
  String((await content.create({ collection: 'posts', data: { title: 'First', views: 3, published: true } }))['id'])

const anID = expect.stringMatching(/^[0-9a-f-]{36}$/)
const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT/)
const post = (fields: object): unknown => ({
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
const page = (docs: unknown[], more: object = {}): unknown => ({
  docs,
  totalDocs: docs.length,
  limit: 10,
  page: 1,
  totalPages: 1,
  pagingCounter: 1,
  hasNextPage: false,
  hasPrevPage: false,
  nextPage: null,
  prevPage: null,
  ...more,
})

const of = (owner: string, ...points: string[]): string[] => points.map((point) => `${owner}:${point}`)
const writing = [
  'beforeOperation',
  'beforeValidate',
  'afterValidate',
  'beforeChange',
  'afterRead',
  'afterChange',
  'afterOperation',
]
const readingOne = of('posts', 'beforeOperation', 'beforeRead', 'afterFetch', 'afterRead', 'afterOperation')
const readingNone = of('posts', 'beforeOperation', 'beforeRead', 'afterOperation')
const failed = ['posts:afterError', 'afterError']

describe('writing through REST', () => {
  scenarios([
    {
      title: 'POST creates a document and answers 201 with it',
      method: 'POST',
      path: '/api/posts',
      body: { title: 'First', views: 3 },
      status: 201,
      answer: { doc: post({ views: 3 }), message: 'Post successfully created.' },
      hooks: [...of('posts', ...writing, 'afterCommit'), 'afterCommit'],
    },
    {
      title: 'PATCH changes the fields that are sent',
      given: aPost,
      method: 'PATCH',
      path: '/api/posts/:id',
      body: { title: 'Second' },
      status: 200,
      answer: { doc: post({ title: 'Second', views: 3, published: true }), message: 'Updated successfully.' },
      hooks: [...of('posts', ...writing, 'afterCommit'), 'afterCommit'],
    },
    {
      title: 'DELETE deletes and answers with the id',
      given: aPost,
      method: 'DELETE',
      path: '/api/posts/:id',
      status: 200,
      answer: { doc: { id: anID }, message: 'Deleted successfully.' },
      hooks: [
        ...of('posts', 'beforeOperation', 'beforeDelete', 'afterDelete', 'afterOperation', 'afterCommit'),
        'afterCommit',
      ],
    },
    {
      title: 'DELETE takes the JSON type that clients send without a body',
      given: aPost,
      method: 'DELETE',
      path: '/api/posts/:id',
      headers: { 'content-type': 'application/json' },
      status: 200,
      hooks: [
        ...of('posts', 'beforeOperation', 'beforeDelete', 'afterDelete', 'afterOperation', 'afterCommit'),
        'afterCommit',
      ],
    },
    {
      title: 'every invalid field is named, and nothing is written',
      method: 'POST',
      path: '/api/posts',
      body: { title: 7, views: 'many' },
      status: 400,
      answer: {
        errors: [
          { code: 'VALIDATION', message: expect.any(String), path: 'title' },
          { code: 'VALIDATION', message: expect.any(String), path: 'views' },
        ],
      },
      hooks: [...of('posts', 'beforeOperation', 'beforeValidate', 'afterRollback'), 'afterRollback', ...failed],
    },
    {
      title: 'a document that does not exist cannot be changed',
      method: 'PATCH',
      path: '/api/posts/nobody',
      body: { title: 'x' },
      status: 404,
      answer: errorAnswer('NOT_FOUND'),
      hooks: [...of('posts', 'beforeOperation', 'afterRollback'), 'afterRollback', ...failed],
    },
    {
      title: 'a value that is taken is answered with 409',
      given: async ({ content }) =>
        String((await content.create({ collection: 'orders', data: { number: 'N-1' } }))['id']),
      method: 'POST',
      path: '/api/orders',
      body: { number: 'N-1' },
      status: 409,
      answer: errorAnswer('VALUE_TAKEN', { path: 'number' }),
      hooks: [
        ...of('orders', 'beforeOperation', 'beforeValidate', 'afterValidate', 'beforeChange', 'afterRollback'),
        'afterRollback',
        'orders:afterError',
        'afterError',
      ],
    },
    {
      title: 'access is enforced: without a rule, nobody who is not signed in may write',
      method: 'POST',
      path: '/api/secrets',
      body: { text: 'x' },
      status: 403,
      answer: errorAnswer('FORBIDDEN'),
      hooks: [
        ...of('secrets', 'beforeOperation', 'afterRollback'),
        'afterRollback',
        'secrets:afterError',
        'afterError',
      ],
    },
  ])
})

describe('reading through REST', () => {
  scenarios([
    {
      title: 'GET answers with a page of documents',
      given: aPost,
      path: '/api/posts',
      status: 200,
      answer: page([post({ views: 3, published: true })]),
      hooks: readingOne,
    },
    {
      title: 'GET by id answers with the document itself',
      given: aPost,
      path: '/api/posts/:id',
      status: 200,
      answer: post({ views: 3, published: true }),
      hooks: readingOne,
    },
    {
      title: 'GET count answers with the number of documents alone',
      given: aPost,
      path: '/api/posts/count?where[views][greater_than]=2',
      status: 200,
      answer: { totalDocs: 1 },
      hooks: readingNone,
    },
    {
      title: 'where, sort, limit, page, depth and select are understood',
      given: async (room) => {
        for (const views of [1, 2, 3])
          await room.content.create({ collection: 'posts', data: { title: 'First', views } })
        return undefined
      },
      path: '/api/posts?where[or][0][views][equals]=2&where[or][1][views][in]=3,4&sort=-views&limit=1&page=2&depth=0&select[views]=true',
      status: 200,
      answer: page([{ id: anID, views: 2 }], {
        totalDocs: 2,
        limit: 1,
        page: 2,
        totalPages: 2,
        pagingCounter: 2,
        hasPrevPage: true,
        prevPage: 1,
      }),
      hooks: readingOne,
    },
    {
      title: 'HEAD fires what GET fires and has no body',
      given: aPost,
      method: 'HEAD',
      path: '/api/posts/:id',
      status: 200,
      answerHeaders: { 'content-type': 'application/json; charset=utf-8' },
      hooks: readingOne,
    },
    {
      title: 'an unknown id is answered with 404',
      path: '/api/posts/nobody',
      status: 404,
      answer: errorAnswer('NOT_FOUND'),
      hooks: [...of('posts', 'beforeOperation', 'beforeRead'), ...failed],
    },
    {
      title: 'a field that does not exist cannot be asked for',
      path: '/api/posts?where[nothing][equals]=1',
      status: 400,
      answer: errorAnswer('WHERE_FIELD', { path: 'nothing' }),
      hooks: ['posts:beforeOperation', ...failed],
    },
    {
      title: 'access is enforced: without a rule, nobody who is not signed in may read',
      path: '/api/secrets',
      status: 403,
      answer: errorAnswer('FORBIDDEN'),
      hooks: ['secrets:beforeOperation', 'secrets:afterError', 'afterError'],
    },
  ])
})

describe('globals through REST', () => {
  const settings = { id: 'settings', siteName: 'The Newsroom', createdAt: aTime, updatedAt: aTime }
  const update = { path: '/api/globals/settings', body: { siteName: 'The Newsroom' }, status: 200 } as const
  const updating = [...of('globals/settings', ...writing, 'afterCommit'), 'afterCommit']

  scenarios([
    {
      title: 'POST changes the global and answers with it',
      method: 'POST',
      ...update,
      answer: { result: settings, message: 'Updated successfully.' },
      hooks: updating,
    },
    {
      title: 'PATCH means the same',
      method: 'PATCH',
      ...update,
      answer: { result: settings, message: 'Updated successfully.' },
      hooks: updating,
    },
    {
      title: 'GET answers with the global itself',
      given: async ({ content }) =>
        String((await content.updateGlobal({ slug: 'settings', data: { siteName: 'The Newsroom' } }))['id']),
      path: '/api/globals/settings',
      status: 200,
      answer: settings,
      hooks: of('globals/settings', 'beforeOperation', 'beforeRead', 'afterFetch', 'afterRead', 'afterOperation'),
    },
  ])
})

describe('requests that reach no operation', () => {
  scenarios([
    { title: 'the process is up', path: '/healthz', status: 200, answer: { status: 'ok' }, hooks: [] },
    {
      title: 'an unknown collection is a 404 of the root',
      path: '/api/nothing',
      status: 404,
      answer: errorAnswer('HTTP_ROUTE_UNKNOWN'),
      hooks: ['afterError'],
    },
    {
      title: 'an unknown route is a 404 whatever its body is',
      method: 'POST',
      path: '/api/nothing/at/all',
      body: '{',
      status: 404,
      answer: errorAnswer('HTTP_ROUTE_UNKNOWN'),
      hooks: ['afterError'],
    },
    {
      title: 'a known path with another method is a 405 that says which are possible',
      method: 'PUT',
      path: '/api/posts',
      body: '{',
      status: 405,
      answer: errorAnswer('HTTP_METHOD_NOT_ALLOWED', { data: { allowed: ['GET', 'HEAD', 'POST'] } }),
      answerHeaders: { allow: 'GET, HEAD, POST' },
      hooks: failed,
    },
    {
      title: 'a fixed path below a collection does not count as an id',
      method: 'DELETE',
      path: '/api/posts/count',
      status: 405,
      answerHeaders: { allow: 'GET, HEAD' },
      hooks: failed,
    },
    {
      title: 'a method that is unknown everywhere is a 501',
      method: 'PROPFIND',
      path: '/api/posts',
      status: 501,
      answer: errorAnswer('HTTP_METHOD_UNKNOWN'),
      hooks: ['afterError'],
    },
    {
      title: 'a path that cannot be decoded is a 400',
      path: '/api/posts/%zz',
      status: 400,
      answer: errorAnswer('HTTP_URL_INVALID'),
      hooks: ['afterError'],
    },
  ])
})
