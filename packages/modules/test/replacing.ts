import { runNode } from './run-node.ts'
import { Project } from './project.ts'

/**
 * Runs `body` in a process of Node's own, where `import()` is Node's: `set` is a loaded and initialised set whose modules can be
 * replaced, `app.events` what its modules wrote down, `staged` what became of each staging, `write` and `remove` change files, and
 * what `body` returns is the answer.
 */
export async function replacing(files: Record<string, string>, body: string, options = ''): Promise<any> {
  await using project = await Project.with(files)
  const { stdout, stderr, code } = await runNode(
    project.root,
    `
    import { mkdir, rm, writeFile } from 'node:fs/promises'
    import { dirname } from 'node:path'
    const write = async (path, text) => {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    const remove = (path) => rm(join(root, path), { recursive: true })
    const said = []
    const log = { info() {}, warn: (text) => said.push(text), error: (text) => said.push(text) }
    const app = { events: [], hook: () => set.hook, settings: () => set.settings }
    const staged = []
    const control = { prepare: async () => {}, commit: () => {}, idle: async () => {} }
    const set = await loadModules({
      root, log, appFor: () => app, ...${options || '{}'},
      stage(next) {
        const seen = { retired: [], end: 'open' }
        staged.push(seen)
        return {
          appFor: ({ name }) => ({ ...app, hook: () => next.hook, settings: () => next.settings }),
          retire: (name) => seen.retired.push(name),
          prepare: () => control.prepare(),
          commit() { control.commit(); seen.end = 'committed'; app.events.push('swap') },
          discard() { seen.end = 'discarded' },
          idle: () => control.idle(),
        }
      },
    })
    await set.configure({})
    await set.initialize()
    const refused = (promise) => promise.then(() => { throw new Error('not refused') }, ({ code, message, hint, cause }) => ({ code, message, hint, cause: cause?.message }))
    const answer = JSON.stringify(await (async () => { ${body} })())
    await set.destroy()
    console.log(answer)`,
  )
  if (code !== 0 || stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

/** A module that writes down when it begins (`+name version`) and when it ends (`-name version`). */
export const module = (name: string, version: number, more = ''): string => `export default (app) => ({
  version: ${version},
  initialize() { app.events.push('+${name} ${version}') },
  destroy() { app.events.push('-${name} ${version}') },
  ${more}
})`
