import { globSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { Server as MappedServer } from '@hocuspocus/server'
import { Server } from '@crochet/realtime'
import { describe, expect, test } from 'vitest'

const repository = join(import.meta.dirname, '..', '..', '..')
const modules = join(repository, 'node_modules')

const version = (name: string): unknown => JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version

describe('how the published extensions find this server', () => {
  test('`@hocuspocus/server` is @crochet/realtime, and there is no other', () => {
    expect(MappedServer).toBe(Server)
    expect(globSync('{,**/node_modules/}@hocuspocus/server', { cwd: modules })).toEqual(['@hocuspocus/server'])
    expect(realpathSync(join(modules, '@hocuspocus/server'))).toBe(join(repository, 'packages/realtime'))
  })

  test('the extensions are the published ones', () => {
    const names = ['database', 'logger', 'redis', 'sqlite', 'throttle', 'webhook']
    const versions = Object.fromEntries(names.map((name) => [name, version(`@hocuspocus/extension-${name}`)]))
    expect(versions).toEqual({
      database: '4.7.0',
      logger: '4.7.0',
      redis: '4.7.0',
      sqlite: '4.7.0',
      throttle: '4.7.0',
      webhook: '4.1.0',
    })
    for (const name of names) {
      const folder = join(modules, '@hocuspocus', `extension-${name}`)
      expect(realpathSync(folder)).toBe(folder)
    }
  })

  test('there is one copy of Yjs', () => {
    expect(globSync('{,**/node_modules/}yjs/package.json', { cwd: modules })).toEqual(['yjs/package.json'])
  })
})
