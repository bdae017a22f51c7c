import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLiveText } from './live-text.ts'
import { startNewsroom } from './newsroom-process.ts'

const dataFolder = () => mkdtempDisposable(join(tmpdir(), 'newsroom-'))

/** spec: realtime.md, "Acknowledged means on disk", 7 */
const allowed = 10_000

test('SIGTERM ends the server with 0 in time, with clients connected, and loses nothing', async () => {
  await using data = await dataFolder()
  {
    await using newsroom = await startNewsroom({ dataDir: data.path })
    using writer = openLiveText(newsroom)
    await writer.loaded()
    writer.text.insert(0, 'Last words before closing time. ')
    await writer.saved()

    const asked = performance.now()
    const lost = writer.lost()
    expect(await newsroom.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(performance.now() - asked).toBeLessThan(allowed)
    await lost
  }
  await using newsroom = await startNewsroom({ dataDir: data.path })
  using reader = openLiveText(newsroom)
  await reader.loaded()
  expect(reader.text.toString()).toMatch(/^Last words before closing time\. /)
})

test('Ctrl-C, which the terminal sends to npm and the server at once, closes it in order', async () => {
  await using data = await dataFolder()
  {
    await using newsroom = await startNewsroom({ dataDir: data.path })
    using writer = openLiveText(newsroom)
    await writer.loaded()
    writer.text.insert(0, 'Interrupted. ')
    await writer.saved()
    process.kill(-newsroom.group, 'SIGINT')
    await newsroom.ended()
    expect(newsroom.output()).toContain('SIGINT: closing')
    expect(newsroom.output()).toContain('somebody left after')
  }
  await using newsroom = await startNewsroom({ dataDir: data.path })
  using reader = openLiveText(newsroom)
  await reader.loaded()
  expect(reader.text.toString()).toMatch(/^Interrupted\. /)
})
