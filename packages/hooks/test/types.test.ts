import {
  createHooks,
  type Around,
  type Bail,
  type Call,
  type Filter,
  type HandlerFunction,
  type HandlerRecord,
  type HookMap,
  type HookPoint,
  type Hooks,
  type Merge,
  type Parallel,
  type Series,
  type Waterfall,
} from '@crochet/hooks'
import { describe, expect, expectTypeOf, test } from 'vitest'

// Names and payloads are checked by the compiler, so most of this file only has to compile: `npm run check` does that, and
// types-negative.test.ts shows that each line marked as an error is one.

interface Post {
  title: string
  slug?: string
}
interface Change {
  data: Post
  readonly locale: 'de' | 'en'
  depth: number
  tags: string[]
}

interface Points {
  series: Series<Change>
  waterfall: Waterfall<Change, 'data'>
  bail: Bail<Change, number>
  merge: Merge<{ context: { user?: string; admin?: boolean } }, 'context'>
  parallel: Parallel<Change, string>
  around: Around<Change, Post>
}

// Declaration merging, as every package does it for its own hook points; one name exact, one a pattern.
declare module '@crochet/hooks' {
  interface HookMap {
    'types-test:connect': Merge<{ context: { user?: string } }, 'context'>
    [name: `types-test/${string}:onTypesTest`]: Waterfall<Change, 'data'>
  }
}

const change = (): Change => ({ data: { title: 'a' }, locale: 'de', depth: 0, tags: [] })

function declared(): Hooks<Points> {
  const hooks = createHooks<Points>()
  hooks.define('series', { kind: 'series' })
  hooks.define('waterfall', { kind: 'waterfall', key: 'data' })
  hooks.define('bail', { kind: 'bail' })
  hooks.define('merge', { kind: 'merge', into: 'context' })
  hooks.define('parallel', { kind: 'parallel', deadline: 5000, onError: 'isolate', includes: ['*'] })
  hooks.define('around', { kind: 'around' })
  return hooks
}

describe('what compiles', () => {
  test('handlers: synchronous, asynchronous, and without a result', () => {
    const hooks = declared()
    hooks.on('series', () => 'ignored')
    hooks.on('waterfall', ({ data }) => ({ ...data, slug: data.title }))
    hooks.on('waterfall', async ({ data }) => data)
    hooks.on('waterfall', () => {})
    hooks.on('waterfall', async () => {})
    hooks.on('bail', ({ depth }) => (depth > 0 ? depth : null))
    hooks.on('merge', () => ({ user: 'ada' }))
    hooks.on('merge', async () => null)
    hooks.on('parallel', async ({ locale }) => locale)
    hooks.on('around', async (_payload, next) => ({ ...(await next()), slug: 'x' }))
    hooks.on('around', (_payload, next) => next())
    expect(hooks.list()).toHaveLength(11)
  })

  test('records, with filters on keys that hold plain values', () => {
    const hooks = declared()
    hooks.on('waterfall', {
      id: 'slug',
      stage: 'early',
      priority: 200,
      before: [],
      after: [],
      filter: { locale: ['de', 'en'], depth: 0 },
      timeout: 100,
      onError: 'isolate',
      mode: 'inline',
      reentrant: false,
      handler: ({ data }) => data,
    })
    expect(hooks.off('waterfall', 'slug')).toBe(true)
  })

  test('what a call takes and gives', async () => {
    const hooks = declared()
    expectTypeOf(hooks.point('series').call).returns.toEqualTypeOf<void | Promise<void>>()
    expectTypeOf(hooks.point('waterfall').call).returns.toEqualTypeOf<Post | Promise<Post>>()
    expectTypeOf(hooks.point('bail').call).returns.toEqualTypeOf<number | undefined | Promise<number | undefined>>()
    expectTypeOf(hooks.point('merge').call).returns.toExtend<object | Promise<object>>()
    expectTypeOf(hooks.point('parallel').call).returns.toEqualTypeOf<string[] | Promise<string[]>>()
    expectTypeOf(hooks.point('around').call).returns.toEqualTypeOf<Post | Promise<Post>>()
    expectTypeOf(hooks.point('around').call).parameters.toEqualTypeOf<
      [payload: Change, core: () => Post | Promise<Post>]
    >()
    expectTypeOf(hooks.point('series').call).parameters.toEqualTypeOf<[payload: Change]>()
    expectTypeOf(hooks.point('series')).toEqualTypeOf<HookPoint<Series<Change>>>()
    expectTypeOf(hooks.define('bail', { kind: 'bail' })).toEqualTypeOf<HookPoint<Bail<Change, number>>>()
    const post: Post = await hooks.point('waterfall').call(change())
    expect(post.title).toBe('a')
  })

  test('the types of the parts', () => {
    expectTypeOf<HandlerFunction<Series<Change>>>().parameters.toEqualTypeOf<[payload: Change]>()
    expectTypeOf<HandlerRecord<Bail<Change, 1>>['handler']>().toEqualTypeOf<HandlerFunction<Bail<Change, 1>>>()
    expectTypeOf<keyof Filter<Change>>().toEqualTypeOf<'locale' | 'depth'>()
    expectTypeOf<Filter<Change>['locale']>().toEqualTypeOf<'de' | 'en' | readonly ('de' | 'en')[] | undefined>()
    expectTypeOf<Call<{ kind: 'series'; payload: Change }>>().toEqualTypeOf<Call<Series<Change>>>()
    expect(change().depth).toBe(0)
  })

  test('names added by declaration merging, patterns included', () => {
    const hooks = createHooks()
    hooks.define('types-test:connect', { kind: 'merge', into: 'context' })
    hooks.define('types-test/posts:onTypesTest', { kind: 'waterfall', key: 'data' })
    hooks.on('types-test:connect', () => ({ user: 'ada' }))
    hooks.on('types-test/posts:onTypesTest', ({ data }) => ({ ...data, slug: data.title }))
    expectTypeOf<HookMap['types-test/pages:onTypesTest']>().toEqualTypeOf<Waterfall<Change, 'data'>>()
    expectTypeOf(hooks).toEqualTypeOf<Hooks<HookMap>>()
    expectTypeOf(hooks.from({ source: 'module' })).toEqualTypeOf<Hooks<HookMap>>()
    expect(hooks.point('types-test/posts:onTypesTest').call(change())).toEqual({ title: 'a', slug: 'a' })
  })
})

/** Never called: each line that follows a mark must be a compile error. */
export function refused(hooks: Hooks<Points>, merged: Hooks): void {
  // Names
  // @ts-expect-error
  hooks.on('serious', () => {})
  // @ts-expect-error
  hooks.point('waterfal')
  // @ts-expect-error
  hooks.explain('bale')
  // @ts-expect-error
  hooks.off('serious', 'id')
  // @ts-expect-error
  hooks.define('serious', { kind: 'series' })
  // @ts-expect-error
  merged.on('types-test:conect', () => {})
  // @ts-expect-error
  merged.on('types-test/posts:onTypesTset', () => {})
  // @ts-expect-error
  merged.on('types-test/posts:onTypesTest', ({ dta }) => dta)

  // Payload fields
  // @ts-expect-error
  hooks.on('series', ({ dat }) => dat)
  // @ts-expect-error
  hooks.on('waterfall', ({ data }) => ({ ...data, title: data.titel }))
  // @ts-expect-error
  hooks.on('bail', ({ depth }) => depth.length)
  // @ts-expect-error
  hooks.on('merge', ({ context }) => ({ user: context.name }))
  // @ts-expect-error
  hooks.on('parallel', ({ locales }) => locales)
  // @ts-expect-error
  hooks.on('around', ({ title }, next) => (title ? next() : next()))
  // @ts-expect-error
  hooks.on('series', (payload) => void (payload.locale = 'en'))

  // What handlers return
  // @ts-expect-error
  hooks.on('waterfall', () => 'a text')
  // @ts-expect-error
  hooks.on('waterfall', () => null)
  // @ts-expect-error
  hooks.on('waterfall', async () => ({ slug: 'title is missing' }))
  // @ts-expect-error
  hooks.on('bail', () => 'a text')
  // @ts-expect-error
  hooks.on('merge', () => ({ user: 42 }))
  // @ts-expect-error
  hooks.on('merge', async () => 'a text')
  // @ts-expect-error
  hooks.on('parallel', () => 42)
  // @ts-expect-error
  hooks.on('around', () => {})
  // @ts-expect-error
  hooks.on('around', async (_payload, next) => (await next()).title)
  // @ts-expect-error
  hooks.on('around', (_payload, next) => next('argument'))
  // @ts-expect-error
  hooks.on('series', (_payload, next: () => void) => next())

  // Records
  // @ts-expect-error
  hooks.on('series', { id: 'without a handler' })
  // @ts-expect-error
  hooks.on('series', { handler: () => {}, stage: 'first' })
  // @ts-expect-error
  hooks.on('series', { handler: () => {}, priority: 'high' })
  // @ts-expect-error
  hooks.on('series', { handler: () => {}, onError: 'ignore' })
  // @ts-expect-error
  hooks.on('series', { handler: () => {}, mode: 'later' })
  // @ts-expect-error
  hooks.on('series', { handler: () => {}, prio: 1 })
  // @ts-expect-error
  hooks.on('waterfall', { handler: () => 'a text' })

  // Filters
  // @ts-expect-error
  hooks.on('series', { handler: () => {}, filter: { local: 'de' } })
  // @ts-expect-error
  hooks.on('series', { handler: () => {}, filter: { locale: 'fr' } })
  // @ts-expect-error
  hooks.on('series', { handler: () => {}, filter: { locale: ['de', 'fr'] } })
  // @ts-expect-error
  hooks.on('series', { handler: () => {}, filter: { data: { title: 'a' } } })
  // @ts-expect-error
  hooks.on('series', { handler: () => {}, filter: { tags: ['a'] } })

  // Declarations
  // @ts-expect-error
  hooks.define('series', { kind: 'bail' })
  // @ts-expect-error
  hooks.define('waterfall', { kind: 'waterfall' })
  // @ts-expect-error
  hooks.define('waterfall', { kind: 'waterfall', key: 'depth' })
  // @ts-expect-error
  hooks.define('waterfall', { kind: 'waterfall', into: 'data' })
  // @ts-expect-error
  hooks.define('merge', { kind: 'merge', key: 'context' })
  // @ts-expect-error
  hooks.define('series', { kind: 'series', key: 'data' })
  // @ts-expect-error
  hooks.define('series', { kind: 'series', deadline: '30s' })
  // @ts-expect-error
  hooks.define('series', {})

  // Calls
  // @ts-expect-error
  hooks.point('series').call()
  // @ts-expect-error
  hooks.point('series').call({ ...change(), locale: 'fr' })
  // @ts-expect-error
  hooks.point('merge').call({ contexts: {} })
  // @ts-expect-error
  hooks.point('around').call(change())
  // @ts-expect-error
  hooks.point('around').call(change(), () => 'a text')
  // @ts-expect-error
  hooks.point('bail').emit({})
  // @ts-expect-error
  hooks.point('series').call = () => {}

  // Results
  // @ts-expect-error
  expectPost(hooks.point('bail').call(change()))
  // @ts-expect-error
  expectPost(hooks.point('waterfall').call(change()))

  // Definitions
  // @ts-expect-error
  expectDefinition<Waterfall<Change, 'dta'>>()
  // @ts-expect-error
  expectDefinition<Merge<{ context: object }, 'contexts'>>()
}

declare function expectPost(post: Post): void
declare function expectDefinition<D extends object>(): D
