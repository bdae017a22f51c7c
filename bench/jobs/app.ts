import { createApp, type App, type CrochetConfig } from 'crochet'
import { posts } from '../content/contenders/crochet.ts'
import { post } from '../content/post.ts'

const silent = { level: 'silent', info() {}, warn() {}, error: console.error, debug() {}, trace() {}, fatal() {} }

/** An application on an empty database in `folder`. @param hooks of its posts */
export function openApp(folder: string, hooks: object, jobs: CrochetConfig['jobs'] = {}): Promise<App> {
  const config: CrochetConfig = { database: { url: 'file:./jobs.db' }, collections: [{ ...posts, hooks }], jobs }
  return createApp(config, { root: folder, log: silent as never })
}

export const createPost = (app: App, number: number): Promise<{ id: unknown }> =>
  app.create({ collection: 'posts', data: { ...post(number) } }) as Promise<{ id: unknown }>
