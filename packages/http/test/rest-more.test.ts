import { describe, expect } from 'vitest'
import { aPost, aTime, anID, failed, of, post, writing } from './expected.ts'
import type { Newsroom } from './newsroom.ts'
import { errorAnswer, scenarios } from './scenario.ts'

const creating = [...of('posts', ...writing, 'afterCommit'), 'afterCommit']

describe('duplicating through REST', () => {
  scenarios([
    {
      title: 'POST makes a document like another one',
      given: aPost,
      method: 'POST',
      path: '/api/posts/:id/duplicate',
      status: 201,
      answer: { doc: post({ views: 3, published: true }), message: 'Post successfully duplicated.' },
      hooks: creating,
    },
    {
      title: 'what is sent is put over the copy',
      given: aPost,
      method: 'POST',
      path: '/api/posts/:id/duplicate?select[title]=true&select[views]=true',
      body: { title: 'Second' },
      status: 201,
      answer: { doc: { id: anID, title: 'Second', views: 3 }, message: 'Post successfully duplicated.' },
      hooks: creating,
    },
    {
      title: 'of nothing is a 404',
      method: 'POST',
      path: '/api/posts/nobody/duplicate',
      status: 404,
      answer: errorAnswer('NOT_FOUND'),
      hooks: [...of('posts', 'beforeOperation', 'afterRollback'), 'afterRollback', ...failed],
    },
  ])
})

const manyViews = async ({ content }: Newsroom): Promise<undefined> => {
  for (const views of [2, 1, 2]) await content.create({ collection: 'posts', data: { title: 'First', views } })
}

describe('the values of a field through REST', () => {
  scenarios([
    {
      title: 'GET distinct answers with each value once',
      given: manyViews,
      path: '/api/posts/distinct?field=views&sort=-views&limit=5',
      status: 200,
      answer: expect.objectContaining({ values: [{ views: 2 }, { views: 1 }], totalDocs: 2, limit: 5 }),
      hooks: of('posts', 'beforeOperation', 'beforeRead', 'afterOperation'),
    },
    {
      title: 'of no field is refused',
      path: '/api/posts/distinct',
      status: 400,
      answer: errorAnswer('WHERE_FIELD', { path: '' }),
      hooks: ['posts:beforeOperation', ...failed],
    },
  ])
})

const anAuthor = async ({ content }: Newsroom): Promise<string> => {
  const author = String((await content.create({ collection: 'authors', data: { name: 'Ada' } }))['id'])
  for (const title of ['A', 'B']) await content.create({ collection: 'books', data: { title, author } })
  return author
}
const author = (books: unknown): unknown => ({
  id: anID,
  name: 'Ada',
  books,
  createdAt: aTime,
  updatedAt: aTime,
})
const readingOne = of('authors', 'beforeOperation', 'beforeRead', 'afterFetch', 'afterRead', 'afterOperation')

describe('join fields through REST', () => {
  scenarios([
    {
      title: 'joins says how many there are to be, in which order, and whether they are counted',
      given: anAuthor,
      path: '/api/authors/:id?depth=0&joins[books][limit]=1&joins[books][sort]=-title&joins[books][count]=true',
      status: 200,
      answer: author({ docs: [anID], hasNextPage: true, totalDocs: 2 }),
      hooks: readingOne,
    },
    {
      title: 'and which',
      given: anAuthor,
      path: '/api/authors/:id?depth=0&joins[books][where][title][equals]=none',
      status: 200,
      answer: author({ docs: [], hasNextPage: false }),
      hooks: readingOne,
    },
    {
      title: 'joins=false looks for none',
      given: anAuthor,
      path: '/api/authors/:id?joins=false',
      status: 200,
      answer: author(null),
      hooks: readingOne,
    },
    {
      title: 'a join that does not exist is refused before anything runs',
      given: anAuthor,
      path: '/api/authors/:id?joins[friends][limit]=1',
      status: 400,
      answer: errorAnswer('JOINS_SHAPE', { path: 'friends' }),
      hooks: ['authors:afterError', 'afterError'],
    },
    {
      title: 'documents of a relationship come with the fields that populate names',
      given: anAuthor,
      path: '/api/books?where[title][equals]=A&populate[authors][name]=true&select[author]=true',
      status: 200,
      answer: expect.objectContaining({ docs: [{ id: anID, author: { id: anID, name: 'Ada' } }] }),
      hooks: [
        ...of('books', 'beforeOperation', 'beforeRead', 'afterFetch', 'afterRead'),
        ...readingOne,
        'books:afterOperation',
      ],
    },
  ])
})
