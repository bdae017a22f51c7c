import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { createApp } from '../src/index.ts'
import { notes, project, silent } from './project.ts'

interface Line {
  ready?: string
  heard?: string
  source?: string
  handler?: string
}

interface GuardedProcess extends AsyncDisposable {
  /** The next line that has the key. */
  next(key: keyof Line): Promise<Line>
  kill(signal: NodeJS.Signals): void
  readonly exit: Promise<number | null>
}

function start(fault: string, root: string): GuardedProcess {
  const file = join(import.meta.dirname, 'fixtures/guarded.ts')
  const child = spawn(process.execPath, ['--conditions=crochet-source', file, fault, root], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LOG_LEVEL: 'silent' },
  })
  const lines: Line[] = []
  const reader = createInterface(child.stdout)
  reader.on('line', (text) => lines.push(JSON.parse(text) as Line))
  const exit = once(child, 'exit').then(([code]) => code as number | null)
  return {
    async next(key) {
      for (;;) {
        const found = lines.find((line) => line[key] !== undefined)
        if (found !== undefined) return found
        await once(reader, 'line')
      }
    },
    kill: (signal) => void child.kill(signal),
    exit,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exit
    },
  }
}

// The seed's "Non-blocking", where that work fails.
describe('Non-blocking: work that a handler left behind', () => {
  const cases = [
    { fault: 'timer', heard: 'no mail for one', handler: 'mailer' },
    { fault: 'promise', heard: 'search is down', handler: 'searcher' },
  ]
  for (const { fault, heard, handler } of cases) {
    test(`a ${fault} that fails is told to afterError with the handler's name, and the process lives`, async () => {
      using at = project()
      await using guarded = start(fault, at.root)
      const { ready } = await guarded.next('ready')
      expect(await guarded.next('heard')).toEqual({ heard, source: 'detached', handler })
      expect((await fetch(`${ready}/api/notes`)).status).toBe(200)
      guarded.kill('SIGTERM')
      expect(await guarded.exit).toBe(0)
    })
  }
})

describe('a fault outside every hook', () => {
  test('flushes and ends the process with 1; what was acknowledged is there', async () => {
    using at = project()
    await using guarded = start('server', at.root)
    expect(await guarded.exit).toBe(1)
    await using app = await createApp({ ...at.config, collections: [notes] }, { root: at.root, log: silent })
    expect((await app.find({ collection: 'notes' })).docs).toMatchObject([{ text: 'one' }])
  })
})

describe('signals', () => {
  test('where closing hangs, a second signal ends the process at once with 1', async () => {
    using at = project()
    await using guarded = start('stuck', at.root)
    await guarded.next('ready')
    guarded.kill('SIGTERM')
    await guarded.next('heard')
    guarded.kill('SIGTERM')
    expect(await guarded.exit).toBe(1)
  })

  test('where closing hangs, the process ends with 1 by itself, after ten seconds', async () => {
    using at = project()
    await using guarded = start('stuck', at.root)
    await guarded.next('ready')
    guarded.kill('SIGTERM')
    expect(await guarded.exit).toBe(1)
  })

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`${signal} closes the application and exits with 0`, async () => {
      using at = project()
      await using guarded = start('none', at.root)
      await guarded.next('ready')
      guarded.kill(signal)
      expect(await guarded.exit).toBe(0)
    })
  }
})
