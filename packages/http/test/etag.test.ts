import { describe, expect, test } from 'vitest'
import { newsroom, type Newsroom } from './newsroom.ts'
import { errorAnswer } from './scenario.ts'

const json = { 'content-type': 'application/json' }

/** A post and what is asked of it. */
async function aPost({ content, url }: Newsroom): Promise<{ path: string; tag: string }> {
  const { id } = await content.create({ collection: 'posts', data: { title: 'First', views: 3 } })
  const path = `${url}/api/posts/${id}`
  return { path, tag: tagOf(await fetch(path)) }
}

const tagOf = ({ headers }: Response): string => String(headers.get('etag'))
const patch = (path: string, title: string, headers: Record<string, string>): Promise<Response> =>
  fetch(path, { method: 'PATCH', headers: { ...json, ...headers }, body: JSON.stringify({ title }) })
const titleAt = async (path: string): Promise<unknown> =>
  ((await (await fetch(path)).json()) as { title: unknown }).title

describe('If-None-Match', () => {
  test.each(['/api/posts', '/api/posts/count', '/api/posts/distinct?field=views', '/api/globals/settings'])(
    'saves the body of %s as long as it is the same',
    async (path) => {
      await using room = await newsroom({ watch: false })
      const first = await fetch(room.url + path)
      const again = await fetch(room.url + path, { headers: { 'if-none-match': tagOf(first) } })
      expect(again.status).toBe(304)
      expect(await again.text()).toBe('')
      expect(again.headers.get('etag')).toBe(tagOf(first))
      expect(again.headers.get('cache-control')).toBe('private, no-cache')
    },
  )

  test('names one of several tags, weak ones too, or any', async () => {
    await using room = await newsroom({ watch: false })
    const { path, tag } = await aPost(room)
    for (const named of [`"x", ${tag}`, `W/${tag}`, '*', `"x",W/"y",${tag}`]) {
      expect((await fetch(path, { headers: { 'if-none-match': named } })).status).toBe(304)
    }
    for (const other of ['"x"', 'x', '', tag.slice(1, -1), `"x${tag.slice(1)}`]) {
      expect((await fetch(path, { headers: { 'if-none-match': other } })).status).toBe(200)
    }
  })

  test('an answer that differs has another tag: another state, other fields, another page', async () => {
    await using room = await newsroom({ watch: false })
    const { path, tag } = await aPost(room)
    const select = tagOf(await fetch(`${path}?select[title]=true`))
    await patch(path, 'Second', {})
    const changed = await fetch(path, { headers: { 'if-none-match': tag } })
    expect(changed.status).toBe(200)
    expect(new Set([tag, select, tagOf(changed)]).size).toBe(3)
    expect(select).toMatch(/^W\//)
  })

  test('HEAD answers like GET', async () => {
    await using room = await newsroom({ watch: false })
    const { path, tag } = await aPost(room)
    expect((await fetch(path, { method: 'HEAD', headers: { 'if-none-match': tag } })).status).toBe(304)
    expect(tagOf(await fetch(path, { method: 'HEAD' }))).toBe(tag)
  })
})

describe('If-Match', () => {
  test('lets a change through that was made for the current state, and gives the tag of the next', async () => {
    await using room = await newsroom({ watch: false })
    const { path, tag } = await aPost(room)
    const second = await patch(path, 'Second', { 'if-match': `"x", ${tag}` })
    expect(second.status).toBe(200)
    const third = await patch(path, 'Third', { 'if-match': tagOf(second) })
    expect(third.status).toBe(200)
    expect((await patch(path, 'Fourth', { 'if-match': '*' })).status).toBe(200)
    expect(await titleAt(path)).toBe('Fourth')
  })

  test('refuses one that was made for an older state with 412, and changes nothing', async () => {
    await using room = await newsroom()
    const { path, tag } = await aPost(room)
    await patch(path, 'Second', {})
    room.fired()
    const late = await patch(path, 'Late', { 'if-match': tag })
    expect(late.status).toBe(412)
    expect(await late.json()).toEqual(errorAnswer('PRECONDITION_FAILED'))
    expect(room.fired()).toEqual([
      'posts:beforeOperation',
      'posts:afterRollback',
      'afterRollback',
      'posts:afterError',
      'afterError',
    ])
    expect((await fetch(path, { method: 'DELETE', headers: { 'if-match': tag } })).status).toBe(412)
    expect(await titleAt(path)).toBe('Second')
  })

  test('refuses weak tags and what is no tag (RFC 9110, 13.1.1)', async () => {
    await using room = await newsroom({ watch: false })
    const { path, tag } = await aPost(room)
    const weak = tagOf(await fetch(`${path}?select[title]=true`))
    for (const named of [weak, `W/${tag}`, 'x', '""', '"2026-01-01/x"', tag.replace('Z/', '/')]) {
      expect((await patch(path, 'Late', { 'if-match': named })).status).toBe(412)
    }
    expect(await titleAt(path)).toBe('First')
  })

  test('lets a document be deleted, and a global be changed', async () => {
    await using room = await newsroom({ watch: false })
    const { path, tag } = await aPost(room)
    expect((await fetch(path, { method: 'DELETE', headers: { 'if-match': tag } })).status).toBe(200)

    const settings = `${room.url}/api/globals/settings`
    const save = (siteName: string, match: string): Promise<Response> =>
      fetch(settings, { method: 'PATCH', headers: { ...json, 'if-match': match }, body: JSON.stringify({ siteName }) })
    const first = await save('One', '*')
    expect((await save('Two', tagOf(first))).status).toBe(200)
    expect((await save('Three', tagOf(first))).status).toBe(412)
  })

  test('is for one document: a change of many is refused with it', async () => {
    await using room = await newsroom({ watch: false })
    const { tag } = await aPost(room)
    const many = await patch(`${room.url}/api/posts?where[views][equals]=3`, 'Many', { 'if-match': tag })
    expect(many.status).toBe(412)
    expect(await many.json()).toEqual(errorAnswer('HTTP_IF_MATCH'))
  })

  test('of 16 changes at once for the same state, one is made', async () => {
    await using room = await newsroom({ watch: false })
    const { path, tag } = await aPost(room)
    const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => patch(path, `T${n}`, { 'if-match': tag })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 15 }, () => 412)])
  })

  test('a change that slips in between the check and the write is noticed', async () => {
    await using room = await newsroom({
      watch: false,
      prepare: ({ hooks }) =>
        hooks.on('posts:beforeChange', async ({ req }) => {
          const other = req.headers.get('x-meanwhile')
          if (other !== null) await patch(other, 'Meanwhile', {})
        }),
    })
    const { path, tag } = await aPost(room)
    const late = await patch(path, 'Late', { 'if-match': tag, 'x-meanwhile': path })
    expect(late.status).toBe(412)
    expect(await titleAt(path)).toBe('Meanwhile')
  })
})
