import { describe } from 'vitest'
import { aTime, of, writing } from './expected.ts'
import { scenarios } from './scenario.ts'

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
