import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { ask, type Answers } from '../../src/cli/new/ask.ts'

const nothing: Answers = { folder: undefined, template: undefined, install: undefined }

/** A person who waits for a question and then presses the keys. */
async function answering(answers: Answers, keys: [question: string, ...keys: string[]][]) {
  const input = new PassThrough()
  const output = new PassThrough()
  let shown = ''
  const waiting = [...keys]
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString()
    const [next] = waiting
    if (next === undefined || !shown.includes(next[0])) return
    waiting.shift()
    // Keys are read once the question stands.
    setImmediate(() => next.slice(1).forEach((key) => input.write(key)))
  })
  const settled = await ask(answers, { cwd: '/', input, output })
  expect(waiting).toEqual([])
  return { settled, shown }
}

const enter = '\r'
const down = '\u001B[B'

test('asks for folder, template and installation', async () => {
  const { settled } = await answering(nothing, [
    ['In which folder?', 'notes', enter],
    ['From which template?', down, enter],
    ['Install its packages now?', 'n'],
  ])
  expect(settled).toEqual({ folder: 'notes', template: 'minimal', install: false })
})

test('what was not typed is what was proposed', async () => {
  const keys: [string, string][] = [
    ['In which folder?', enter],
    ['From which template?', enter],
    ['Install its packages now?', enter],
  ]
  expect((await answering(nothing, keys)).settled).toEqual({ folder: 'my-app', template: 'blog', install: true })
})

test('does not ask for what the command line has said', async () => {
  const given = { folder: 'app', template: 'minimal' } as const
  const { settled, shown } = await answering({ ...given, install: undefined }, [['Install its packages now?', 'y']])
  expect(settled).toEqual({ ...given, install: true })
  expect(shown).not.toContain('folder')
})

test('Ctrl+C ends it', async () => {
  await expect(answering(nothing, [['In which folder?', '\u0003']])).rejects.toMatchObject({ code: 'NEW_CANCELLED' })
})
