import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanEnv, npmSettings } from './clean-env.ts'
import { packPackages } from './pack-packages.ts'
import { shell, start } from './project-commands.ts'
import { openRegistry, type Registry } from './registry.ts'

const ada = { email: 'ada@example.org', password: 'correct horse' }
const examples = join(import.meta.dirname, '../../examples/modules')

/** Milliseconds for installing what a project needs, on a machine that has other things to do. */
const patience = 180_000

/**
 * What somebody goes through who has nothing but the published packages: made with the packed command line, installed from a
 * registry of the tarballs, started, used, tested. Nothing but this machine is reached.
 */
describe.skipIf(process.platform === 'win32')(
  'a project made by `crochet new` (not on Windows: its tar packs differently)',
  () => {
    let folder: string
    let registry: Registry
    let env: NodeJS.ProcessEnv

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'crochet-new-'))
      registry = await openRegistry(await packPackages(folder))
      env = cleanEnv({ ...npmSettings(folder, registry.url), PORT: '0' })
    }, patience)
    afterAll(async () => {
      await registry?.[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    })

    test('blog: works with the two commands of its README, and its own tests pass', { timeout: patience }, async () => {
      await shell('npm exec --yes crochet -- new my-blog --yes', folder, env)
      const project = join(folder, 'my-blog')
      expect(await readFile(join(project, '.gitignore'), 'utf8')).toContain('node_modules/')

      const [installing, starting] = await commandsOf(project)
      await shell(installing, project, env)
      await onlyFromHere(project)
      {
        await using server = start(starting, project, env)
        const link = new URL(await server.printed(/http:\S+\/api\/users\/first-register#[\w-]+/))
        const api = `${link.origin}/api`
        const registered = await post(`${api}/users/first-register`, { ...ada, token: link.hash.slice(1) })
        const headers = { authorization: `Bearer ${registered['token']}` }

        const data = { title: 'Hello, World!', body: 'word '.repeat(441), status: 'published' }
        const { doc } = (await post(`${api}/posts`, data, headers)) as { doc: Record<string, unknown> }
        expect(doc).toMatchObject({ slug: 'hello-world', minutes: 3, publishedAt: expect.any(String) })
        const read = await fetch(`${api}/posts/${String(doc['id'])}`)
        expect(await read.json()).toEqual(doc)
        expect((await fetch(`${api}/posts`, { method: 'POST', body: '{}' })).ok).toBe(false)
        await server.stop()
      }
      expect(await shell('npm test', project, env)).toMatch(/pass 2\n/)
      await shell('npm run check', project, env)
    })

    test('blog: the worked examples are hook modules of it as soon as they are in its ./hooks', async () => {
      const project = join(folder, 'my-blog')
      await cp(examples, join(project, 'hooks'), {
        recursive: true,
        filter: (path) => path !== join(examples, 'README.md'),
      })
      await shell('npm run check', project, env)
      await using server = start('npm start', project, env)
      const api = `${await server.printed(/http:\/\/127\.0\.0\.1:\d+/)}/api`
      const { token } = await post(`${api}/users/login`, ada)
      const headers = { authorization: `Bearer ${String(token)}` }
      const { doc } = (await post(`${api}/posts`, { title: 'Audited' }, headers)) as { doc: { id: string } }
      const entries = await (await fetch(`${api}/audit-log?sort=-id`, { headers })).json()
      expect(entries).toMatchObject({ docs: [{ action: 'create', document: doc.id }, { action: 'login' }] })
      expect(await (await fetch(`${api}/search?q=audited`)).json()).toEqual({ results: [] })
      expect(await (await fetch(`${api}/edit-rate`, { headers })).json()).toEqual({ accepted: 0, refused: 0, users: 0 })
      await server.stop()
      const copy = await readFile(join(project, 'data/files/collections/posts', `${doc.id}.json`), 'utf8')
      expect(JSON.parse(copy)).toMatchObject({ title: 'Audited', slug: 'audited' })
    })

    const hooksCommand = join(import.meta.dirname, '../../packages/crochet/src/cli/hooks-command.ts')
    test.skipIf(!existsSync(hooksCommand))(
      'blog: `crochet hooks --json` names the handler of its hook module',
      async () => {
        const printed = await shell(
          'npm exec --offline crochet -- hooks --json 2>/dev/null',
          join(folder, 'my-blog'),
          env,
        )
        expect(JSON.stringify(JSON.parse(printed))).toContain('reading-time')
      },
    )

    test('minimal: the same, with what the blog has installed', async () => {
      await shell('npm exec --yes crochet -- new minimal --template minimal', folder, env)
      const project = join(folder, 'minimal')
      expect(await manifestOf(project)).toMatchObject(await manifestOf(join(folder, 'my-blog')))
      await symlink(join(folder, 'my-blog/node_modules'), join(project, 'node_modules'))
      const [, starting] = await commandsOf(project)
      {
        await using server = start(starting, project, env)
        const url = await server.printed(/http:\/\/127\.0\.0\.1:\d+/)
        const { doc } = (await post(`${url}/api/notes`, { text: ' Buy wool ' })) as { doc: Record<string, unknown> }
        expect(doc).toMatchObject({ text: 'Buy wool' })
        expect(await (await fetch(`${url}/api/notes/${String(doc['id'])}`)).json()).toEqual(doc)
      }
      expect(await shell('npm test', project, env)).toMatch(/pass 1\n/)
    })

    /** The registry of this test served every package that was installed. */
    async function onlyFromHere(project: string): Promise<void> {
      const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as {
        packages: Record<string, { resolved?: string }>
      }
      const sources = Object.values(lock.packages).flatMap(({ resolved }) => resolved ?? [])
      expect(sources.length).toBeGreaterThan(10)
      expect(sources.filter((source) => !source.startsWith(registry.url))).toEqual([])
    }
  },
)

/** The commands of the first block of its README, which promises that these two are enough. */
async function commandsOf(project: string): Promise<[string, string]> {
  const readme = await readFile(join(project, 'README.md'), 'utf8')
  const lines = /```sh\n([^`]+)```/.exec(readme)?.[1]?.trim().split('\n') ?? []
  expect(lines).toHaveLength(2)
  return lines as [string, string]
}

/** What is the same in all templates. */
async function manifestOf(project: string): Promise<object> {
  const { name: _, ...same } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'))
  return same
}

async function post(url: string, data: object, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(data),
  })
  const body = (await answer.json()) as Record<string, unknown>
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${JSON.stringify(body)}`)
  return body
}
