import { Logger } from '@hocuspocus/extension-logger'
import { describe, expect, test } from 'vitest'
import { Client } from '../client.ts'
import { provider4 } from '../provider-versions.ts'
import { startServer } from '../running-server.ts'

/** What is logged, without the time, and a wait for a line. */
class Lines {
  readonly all: string[] = []
  #watchers: (() => void)[] = []

  readonly log = (line: string): void => {
    this.all.push(line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME'))
    for (const watcher of this.#watchers.splice(0)) watcher()
  }

  async until(line: string): Promise<void> {
    while (!this.all.includes(line)) await new Promise<void>((resolve) => this.#watchers.push(resolve))
  }
}

describe('@hocuspocus/extension-logger', () => {
  test('one line for each step of a visit, in order, with the server’s name', async () => {
    const lines = new Lines()
    const server = await startServer({ name: 'press', extensions: [new Logger({ log: lines.log })] })
    {
      using ada = new Client(provider4, 'notes', server)
      await ada.saved()
      // By now three lines; what configures the server is not logged.
      expect(lines.all).toEqual([
        '[press TIME] Upgrading connection …',
        '[press TIME] New connection to "notes".',
        '[press TIME] Loaded document "notes".',
      ])
      ada.write('!')
      await ada.saved()
    }
    await lines.until('[press TIME] Store "notes".')
    await lines.until('[press TIME] Connection to "notes" closed.')
    await server.stop()
    expect(lines.all.slice(3)).toEqual([
      '[press TIME] Document "notes" changed.',
      '[press TIME] Connection to "notes" closed.',
      '[press TIME] Store "notes".',
      '[press TIME] Shut down.',
    ])
  })

  test('a request that is no upgrade is logged and answered', async () => {
    const lines = new Lines()
    await using server = await startServer({ extensions: [new Logger({ log: lines.log })] })
    const answer = await fetch(`${server.url.replace('ws:', 'http:')}/health?deep`)
    expect(answer.status).toBe(200)
    await answer.text()
    expect(lines.all).toEqual(['[TIME] Incoming HTTP Request to /health?deep'])
  })

  test('what is switched off is not logged', async () => {
    const lines = new Lines()
    const off = { onUpgrade: false, onConnect: false, onLoadDocument: false, onDestroy: false }
    await using server = await startServer({ extensions: [new Logger({ log: lines.log, ...off })] })
    using ada = new Client(provider4, 'notes', server)
    ada.write('!')
    await lines.until('[TIME] Document "notes" changed.')
    expect(lines.all).toHaveLength(1)
  })
})
