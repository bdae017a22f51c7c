import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createApp } from '../src/index.ts'
import { olderApp, password } from './formats/older-app.ts'
import { project, silent } from './project.ts'

test('the database of an application from before there were jobs: all is there, and writes leave background work', async () => {
  using at = project()
  const packed = readFileSync(join(import.meta.dirname, 'formats/older.db.gz'))
  writeFileSync(join(at.root, 'older.db'), gunzipSync(packed))
  const ran: unknown[] = []
  const handler = ({ doc, req }: { doc: { title: string }; req: { source: string } }): void =>
    void ran.push([doc.title, req.source])
  const hooks = { afterChange: [{ id: 'index', mode: 'background', handler }] }
  const collections = olderApp.collections?.map((one) => (one.slug === 'posts' ? { ...one, hooks } : one)) as never
  for (let time = 1; time <= 2; time++) {
    await using app = await createApp({ ...olderApp, collections }, { root: at.root, log: silent })
    const { user } = await app.login({ collection: 'users', data: { email: 'ada@example.org', password } })
    expect(user).toMatchObject({ role: 'editor' })
    const { docs } = await app.find({ collection: 'posts', sort: 'createdAt', depth: 0 })
    expect(docs[0]).toMatchObject({ author: user['id'], items: [{ price: 1.5 }, { price: 2 }] })
    expect(docs.length).toBe(1)
    expect(await app.findGlobal({ slug: 'settings' })).toMatchObject({ name: 'Older' })
    const draft = await app.realtime.hocuspocus.openDirectConnection('draft')
    expect(draft.document?.getText('body').toString()).toBe('hello')
    await draft.disconnect()

    await app.update({ collection: 'posts', id: docs[0]?.['id'] as string, data: { title: `Title ${time}` } })
    await app.jobs.work().idle()
    expect(ran).toEqual([['Title 1', 'job'], ...(time === 2 ? [['Title 2', 'job']] : [])])
    expect(await app.jobs.count({ state: 'done' })).toBe(time)
  }
})
