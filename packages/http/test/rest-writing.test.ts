import { describe, expect } from 'vitest'
import { aPost, anID, failed, of, post, writing } from './expected.ts'
import { errorAnswer, scenarios } from './scenario.ts'

describe('writing through REST', () => {
  scenarios([
    {
      title: 'POST creates a document and answers 201 with it',
      method: 'POST',
      path: '/api/posts',
      body: { title: 'First', views: 3 },
      status: 201,
      answer: { doc: post({ views: 3 }), message: 'Post successfully created.' },
      answerHeaders: {
        location: expect.stringMatching(/^\/api\/posts\/[\da-f-]{36}$/) as string,
        etag: expect.stringMatching(/^"\d{4}-\d\d-\d\dT[\d:.]+Z"$/) as string,
      },
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
