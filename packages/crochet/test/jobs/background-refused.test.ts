import { expect, test } from 'vitest'
import type { CrochetConfig } from '../../src/index.ts'
import { jobsApp, posts } from './jobs-app.ts'

const background = { id: 'late', mode: 'background', handler: (): void => {} }
const list = (point: string): object => ({ [point]: [background] })
const collection = (more: object): CrochetConfig => ({ collections: [{ ...posts, ...more }] as never })

/** Where a handler is attached, and the points there whose handlers run at once. */
const refused: readonly [where: string, points: string, config: (point: string) => CrochetConfig][] = [
  [
    'posts:',
    'beforeOperation beforeValidate afterValidate beforeChange beforeRead afterFetch afterRead beforeDelete afterRollback afterError',
    (point) => collection({ hooks: list(point) }),
  ],
  [
    'globals/settings:',
    'beforeOperation beforeValidate afterValidate beforeChange beforeRead afterFetch afterRead afterRollback',
    (point) => ({ globals: [{ slug: 'settings', fields: [...posts.fields], hooks: list(point) }] as never }),
  ],
  [
    'posts.title:',
    'beforeDuplicate beforeValidate beforeChange afterChange afterRead',
    (point) => collection({ fields: [{ name: 'title', type: 'text', hooks: list(point) }] }),
  ],
  [
    'users:',
    'beforeLogin afterMe afterRefresh',
    (point) => ({ collections: [{ slug: 'users', auth: true, fields: [], hooks: list(point) }] as never }),
  ],
  ['', 'afterRollback afterError', (point) => ({ hooks: list(point) as never })],
  [
    '',
    `onConfigure onListen onRequest onUpgrade onConnect onAuthenticate onTokenSync onCreateDocument onLoadDocument
      beforeHandleMessage afterHandleMessage beforeSync beforeHandleAwareness onAwarenessUpdate onStoreDocument
      beforeBroadcastStateless beforeUnloadDocument onDestroy`,
    (point) => ({ hooks: { [point]: background } as never }),
  ],
]

const cases = refused.flatMap(([where, points, config]) =>
  points.split(/\s+/).map((point) => [where, point, config] as const),
)

test.each(cases)('the boot refuses a background handler on %s%s', async (where, point, config) => {
  const error: unknown = await jobsApp({ ...config(point), database: { url: 'memory:' } }, 'memory:').catch(
    (e: unknown) => e,
  )
  expect(error).toMatchObject({ code: 'HOOK_BACKGROUND_REFUSED', hook: `${where}${point}`, handler: 'late' })
  expect((error as Error).message).toContain(`cannot run in the background of "${where}${point}"`)
})

test('points that tell of what is over take one: of collections, globals, the root and the collaboration server', async () => {
  const points = (names: readonly string[]): object => Object.assign({}, ...names.map(list))
  const written = ['afterChange', 'afterOperation', 'afterCommit']
  const live = ['connected', 'afterLoadDocument', 'onChange', 'afterStoreDocument', 'onStateless', 'onDisconnect']
  await using w = await jobsApp(
    {
      collections: [
        { ...posts, hooks: points([...written, 'afterDelete']) },
        { slug: 'users', auth: true, fields: [], hooks: points(['afterLogin', 'afterLogout', 'afterForgotPassword']) },
      ] as never,
      globals: [{ slug: 'settings', fields: [...posts.fields], hooks: points(written) }] as never,
      hooks: {
        afterCommit: [background],
        ...Object.fromEntries([...live, 'afterUnloadDocument'].map((name) => [name, background])),
      } as never,
    },
    'memory:',
  )
  const attached = w.app.hooks.list().filter(({ mode }) => mode === 'background')
  expect(attached.length).toBe(4 + 3 + 3 + 1 + 7)
})
