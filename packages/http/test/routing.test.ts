import { describe } from 'vitest'
import { failed } from './expected.ts'
import { errorAnswer, scenarios } from './scenario.ts'

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
      answer: errorAnswer('HTTP_METHOD_NOT_ALLOWED', { data: { allowed: ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST'] } }),
      answerHeaders: { allow: 'DELETE, GET, HEAD, PATCH, POST' },
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
