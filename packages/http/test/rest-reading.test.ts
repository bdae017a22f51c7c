import { describe } from 'vitest'
import { aPost, anID, failed, of, post } from './expected.ts'
import { errorAnswer, scenarios } from './scenario.ts'

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

const readingOne = of('posts', 'beforeOperation', 'beforeRead', 'afterFetch', 'afterRead', 'afterOperation')
const readingNone = of('posts', 'beforeOperation', 'beforeRead', 'afterOperation')

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
      title: 'pagination=false answers with the page alone, as if it were all there is',
      given: async (room) => {
        for (const views of [1, 2]) await room.content.create({ collection: 'posts', data: { title: 'First', views } })
        return undefined
      },
      path: '/api/posts?sort=views&limit=1&pagination=false&select[views]=true',
      status: 200,
      answer: page([{ id: anID, views: 1 }], { limit: 1 }),
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
