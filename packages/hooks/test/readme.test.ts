import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { defaultDeadline } from '../src/definition.ts'
import { createHooks, type Kind, type Series } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { kinds } from './rig.ts'

const folder = join(import.meta.dirname, '..')
const readme = await readFile(join(folder, 'README.md'), 'utf8')

/** The rows of the table below a heading, as cells without their back quotes. */
function table(heading: string): string[][] {
  const [, section = ''] = readme.split(`\n## ${heading}\n`)
  const rows = section.split('\n## ')[0]?.match(/^\|.*\|$/gm) ?? []
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

const names = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')

describe('the README', () => {
  test('has an example that runs and prints what it says', async () => {
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
    expect(example).toContain("from '@crochet/hooks'")
    expect(example.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(10)
    const options = ['--conditions=crochet-source', '--input-type=module-typescript', '--eval', example]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, options, { cwd: folder })
    expect(stderr).toBe('')
    expect(stdout).toMatch(
      /^\{ title: 'Hello', slug: 'hello' \}\n\[\n {2}'trim: stage "early", registered 2 of 2',\n {2}'anonymous: registered 1 of 2'\n\]\n$/,
    )
  })

  test('lists every kind, with the option that it needs', () => {
    const rows = table('Kinds')
    expect(rows.map(([kind]) => names(kind)[0])).toEqual(kinds)
    const options: Partial<Record<Kind, string>> = { waterfall: 'key', merge: 'into' }
    for (const row of rows) expect(names(row.at(-1))[0]).toBe(options[names(row[0])[0] as Kind])
  })

  test('lists every key of a handler record, with its default', () => {
    const hooks = createHooks<{ point: Series<object> }>({ background: () => {} })
    hooks.define('point', { kind: 'series' })
    const rows = table('Handlers')
    const keys = rows.flatMap(([key]) => names(key))
    const values: Record<string, unknown> = {
      handler: () => {},
      id: 'x',
      stage: 'early',
      priority: 1,
      before: [],
      after: [],
      filter: {},
      timeout: 1,
      onError: 'stop',
      mode: 'background',
      retries: 1,
      backoff: 1,
      key: () => 'k',
      keep: ['id'],
      reentrant: true,
      origin: { source: 'code' },
    }
    expect(keys.toSorted()).toEqual(Object.keys(values).toSorted())
    expect(() => hooks.on('point', values as { handler: () => void })).not.toThrow()
    hooks.on('point', () => {})
    const [, plain] = hooks.explain('point')
    expect(rows.find(([key]) => key === '`stage`')?.at(-1)).toBe(`\`'${plain?.stage}'\``)
    expect(rows.find(([key]) => key === '`priority`')?.at(-1)).toBe(String(plain?.priority))
    expect(readme).toContain(`default ${defaultDeadline.toLocaleString('en')}`)
  })
})
