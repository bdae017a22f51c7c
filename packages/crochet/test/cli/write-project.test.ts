import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeProject } from '../../src/cli/new/write-project.ts'
import { emptyFolder } from './new-run.ts'

const first = { path: 'a/b/first.txt', text: '1' }
const files = [first, { path: 'a/second.txt', text: '2' }, { path: 'third.txt', text: '3' }]

describe('writing a project', () => {
  test('makes folders as they are needed', async () => {
    using at = emptyFolder()
    await writeProject(join(at.path, 'x/y'), files)
    expect(readFileSync(join(at.path, 'x/y/a/b/first.txt'), 'utf8')).toBe('1')
  })

  test('when it fails half-way, removes what it has made and nothing else', async () => {
    using at = emptyFolder()
    const folder = join(at.path, 'x')
    mkdirSync(join(folder, 'a'), { recursive: true })
    writeFileSync(join(folder, 'a/kept.txt'), 'kept')
    writeFileSync(join(folder, 'third.txt'), 'mine')
    await expect(writeProject(folder, files)).rejects.toMatchObject({ code: 'NEW_FOLDER_UNWRITABLE' })
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual(['a', 'a/kept.txt', 'third.txt'])
    expect(readFileSync(join(folder, 'third.txt'), 'utf8')).toBe('mine')
  })

  test('when it fails half-way in a new folder, removes that and the parents that it made', async () => {
    using at = emptyFolder()
    const colliding = [...files, { ...first, path: 'a/b/first.txt/no-folder' }]
    await expect(writeProject(join(at.path, 'x/y'), colliding)).rejects.toMatchObject({ code: 'NEW_FOLDER_UNWRITABLE' })
    expect(readdirSync(at.path)).toEqual([])
  })
})
