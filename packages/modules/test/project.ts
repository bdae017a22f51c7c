import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadModules } from '../src/index.ts'
import type { LoaderOptions, ModuleSet } from '../src/index.ts'

/** A project folder with real files; removed with `await using`. */
export class Project implements AsyncDisposable {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async with(files: Record<string, string>): Promise<Project> {
    const project = new Project(await realpath(await mkdtemp(join(tmpdir(), 'crochet-modules-'))))
    const manifest = '{ "name": "project", "type": "module" }'
    for (const [path, text] of Object.entries({ 'package.json': manifest, ...files })) await project.write(path, text)
    return project
  }

  async write(path: string, text: string): Promise<void> {
    const file = join(this.root, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true })
  }
}

/** Collects what the loader says. */
export class MemoryLog {
  readonly infos: string[] = []
  readonly warnings: string[] = []
  readonly errors: string[] = []
  info(message: string): void {
    this.infos.push(message)
  }
  warn(message: string): void {
    this.warnings.push(message)
  }
  error(message: string): void {
    this.errors.push(message)
  }
}

/** The application the modules of these tests get: they write down what happens, and wait for each other. */
export class TestApp {
  readonly events: string[] = []
  readonly gates = new Map<string, PromiseWithResolvers<unknown>>()

  /** A promise that the test settles: `app.gate('a').resolve()`. */
  gate(name: string): PromiseWithResolvers<unknown> {
    const gate = this.gates.get(name) ?? Promise.withResolvers<unknown>()
    this.gates.set(name, gate)
    return gate
  }
}

/** Loads the modules of a project; each gets the same `TestApp`. */
export async function load(
  project: Project,
  options: Partial<LoaderOptions> = {},
): Promise<{ set: ModuleSet; app: TestApp; log: MemoryLog }> {
  const log = new MemoryLog()
  const app = new TestApp()
  const set = await loadModules({ root: project.root, appFor: () => app, log, ...options })
  return { set, app, log }
}

/** The error something rejects with; fails when it does not reject. */
export async function rejection(promise: Promise<unknown>): Promise<any> {
  return promise.then(
    () => {
      throw new Error('expected a rejection')
    },
    (error: unknown) => error,
  )
}
