import { describe, expect } from 'vitest'
import { anID, of } from './expected.ts'
import type { Newsroom } from './newsroom.ts'
import { errorAnswer, scenarios } from './scenario.ts'

const books = async ({ content }: Newsroom): Promise<undefined> => {
  for (const title of ['A', 'B', 'C']) {
    await content.create({ collection: 'books', data: { title, genre: title === 'C' ? 'crime' : 'verse' } })
  }
}

const inner = ['beforeValidate', 'afterValidate', 'beforeChange', 'afterRead', 'afterChange']
const deleting = ['beforeDelete', 'afterDelete']
const committed = [...of('books', 'afterCommit'), 'afterCommit']
const undone = [...of('books', 'afterRollback'), 'afterRollback']
const failed = ['books:afterError', 'afterError']
const titles = (...names: string[]): unknown => names.map((title) => expect.objectContaining({ id: anID, title }))

describe('PATCH and DELETE of many documents', () => {
  scenarios([
    {
      title: 'PATCH changes every document that matches, each through its own hooks',
      given: books,
      method: 'PATCH',
      path: '/api/books?where[genre][equals]=verse&depth=0',
      body: { genre: 'poetry' },
      status: 200,
      answer: { docs: titles('A', 'B'), errors: [], message: 'Updated 2 Books successfully.' },
      hooks: [...of('books', 'beforeOperation', ...inner, ...inner, 'afterOperation'), ...committed, ...committed],
    },
    {
      title: 'select says what is answered of each',
      given: books,
      method: 'PATCH',
      path: '/api/books?where[genre][equals]=crime&select[title]=true',
      body: { genre: 'noir' },
      status: 200,
      answer: { docs: [{ id: anID, title: 'C' }], errors: [], message: 'Updated 1 Books successfully.' },
      hooks: [...of('books', 'beforeOperation', ...inner, 'afterOperation'), ...committed],
    },
    {
      title: 'one that fails is named in errors, the others stay changed, and the answer is 400',
      given: books,
      method: 'PATCH',
      path: '/api/books?where[title][in]=A,C',
      body: { genre: 'poetry' },
      status: 400,
      answer: {
        docs: titles('A'),
        errors: [{ id: anID, code: 'VALIDATION', message: 'Not valid: genre has no verses' }],
        message: 'Unable to update 1 out of 2 Books.',
      },
      hooks: [
        ...of('books', 'beforeOperation', ...inner, 'beforeValidate', 'afterOperation'),
        ...committed,
        ...undone,
        ...failed,
      ],
    },
    {
      title: 'when all of them fail, each is named',
      given: books,
      method: 'PATCH',
      path: '/api/books?where[genre][equals]=verse',
      body: { title: 'banned' },
      status: 400,
      answer: {
        docs: [],
        errors: [
          { id: anID, code: 'VALIDATION', message: 'Not valid: title is not for sale' },
          { id: anID, code: 'VALIDATION', message: 'Not valid: title is not for sale' },
        ],
        message: 'Unable to update 2 out of 2 Books.',
      },
      hooks: [
        ...of('books', 'beforeOperation', 'beforeValidate', 'beforeValidate', 'afterOperation'),
        ...undone,
        ...undone,
        ...failed,
        ...failed,
      ],
    },
    {
      title: 'onError=abort undoes all of them and answers with the first error',
      given: books,
      method: 'PATCH',
      path: '/api/books?where[genre][equals]=verse&onError=abort',
      body: { title: 'banned' },
      status: 400,
      answer: errorAnswer('VALIDATION', { path: 'title' }),
      hooks: [...of('books', 'beforeOperation', 'beforeValidate'), ...undone, ...failed],
    },
    {
      title: 'limit says how many at most',
      given: books,
      method: 'DELETE',
      path: '/api/books?where[id][exists]=true&limit=1',
      status: 200,
      answer: { docs: [{ id: anID }], errors: [], message: 'Deleted 1 Books successfully.' },
      hooks: [...of('books', 'beforeOperation', ...deleting, 'afterOperation'), ...committed],
    },
    {
      title: 'DELETE answers with the ids',
      given: books,
      method: 'DELETE',
      path: '/api/books?where[genre][equals]=verse',
      status: 200,
      answer: { docs: [{ id: anID }, { id: anID }], errors: [], message: 'Deleted 2 Books successfully.' },
      hooks: [
        ...of('books', 'beforeOperation', ...deleting, ...deleting, 'afterOperation'),
        ...committed,
        ...committed,
      ],
    },
    {
      title: 'nothing that matches is no error',
      method: 'PATCH',
      path: '/api/books?where[genre][equals]=none',
      body: { genre: 'x' },
      status: 200,
      answer: { docs: [], errors: [], message: 'Updated 0 Books successfully.' },
      hooks: of('books', 'beforeOperation', 'afterOperation'),
    },
    ...(['PATCH', 'DELETE'] as const).map((method) => ({
      title: `${method} without a where is refused: nothing means all of them by itself`,
      given: books,
      method,
      path: '/api/books?limit=5',
      ...(method === 'PATCH' && { body: { genre: 'x' } }),
      status: 400,
      answer: errorAnswer('HTTP_WHERE_MISSING', { path: 'where' }),
      hooks: failed,
    })),
    ...(['onError=stop', 'limit=0', 'limit=x'] as const).map((query) => ({
      title: `${query} is refused before anything is read`,
      given: books,
      method: 'DELETE',
      path: `/api/books?where[id][exists]=true&${query}`,
      status: 400,
      answer: { errors: [expect.objectContaining({ path: query.split('=')[0] })] },
      hooks: ['books:beforeOperation', ...failed],
    })),
    {
      title: 'a where with nothing in it is refused too',
      given: books,
      method: 'DELETE',
      path: '/api/books?where=',
      status: 400,
      answer: errorAnswer('WHERE_SHAPE', { path: 'where' }),
      hooks: ['books:beforeOperation', ...failed],
    },
    {
      title: 'access is enforced: without a rule, nobody who is not signed in may delete',
      method: 'DELETE',
      path: '/api/secrets?where[id][exists]=true',
      status: 403,
      answer: errorAnswer('FORBIDDEN'),
      hooks: ['secrets:beforeOperation', 'secrets:afterError', 'afterError'],
    },
  ])
})
