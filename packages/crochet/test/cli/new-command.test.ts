import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder, runNew } from './new-run.ts'

const manifestIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const repository = manifestIn(join(import.meta.dirname, '../../../..'))
const crochet = manifestIn(join(import.meta.dirname, '../..'))

describe('crochet new', () => {
  test('makes the files of the template, named after the folder, and says how to go on', async () => {
    using at = emptyFolder()
    const printed = await runNew(at.path, ['sites/my-blog'])
    expect(printed).toContain('Next:\n  cd sites/my-blog\n  npm install\n  npm start\n')
    const folder = join(at.path, 'sites/my-blog')
    expect(readdirSync(folder, { recursive: true }).toSorted()).toMatchSnapshot()
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(/^# my-blog\n/)
    expect(manifestIn(folder).name).toBe('my-blog')
  })

  test.for(['blog', 'minimal'])(
    '%s asks for the exact versions that this repository is made with',
    async (template) => {
      using at = emptyFolder()
      await runNew(at.path, ['app', '--template', template])
      const { dependencies, devDependencies, engines } = manifestIn(join(at.path, 'app'))
      expect(dependencies).toEqual({ crochet: crochet.version })
      for (const [name, version] of Object.entries(devDependencies)) {
        expect([name, version]).toEqual([name, repository.devDependencies[name]])
      }
      expect(engines).toEqual(crochet.engines)
    },
  )

  test('leaves no placeholder unfilled', async () => {
    using at = emptyFolder()
    for (const template of ['blog', 'minimal']) {
      await runNew(at.path, [template, '-t', template])
      const entries = readdirSync(join(at.path, template), { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
      expect(files.filter((file) => /\{\{|\}\}/.test(readFileSync(file, 'utf8')))).toEqual([])
    }
  })

  test('--json says what was made, for programs', async () => {
    using at = emptyFolder()
    const made = JSON.parse(await runNew(at.path, ['app', '--json', '-t', 'minimal']))
    expect(made).toMatchObject({ name: 'app', folder: join(at.path, 'app'), template: 'minimal', installed: false })
    expect(made.files).toContain('.gitignore')
    expect(made.next).toEqual(['cd app', 'npm install', 'npm start'])
  })

  test('names the package manager that it was started by', async () => {
    using at = emptyFolder()
    const env = { npm_config_user_agent: 'pnpm/11.0.0 npm/? node/v24.0.0 linux x64' }
    expect(await runNew(at.path, ['app'], env)).toContain('pnpm install\n  pnpm start')
  })

  test.skipIf(process.platform === 'win32')(
    '--install runs it in the folder (not on Windows: a script stands in for it)',
    async () => {
      using at = emptyFolder()
      const bin = join(at.path, 'bin')
      mkdirSync(bin)
      writeFileSync(join(bin, 'npm'), '#!/bin/sh\necho "$@ in $(pwd)"\n', { mode: 0o755 })
      const printed = await runNew(at.path, ['app', '--install'], { PATH: `${bin}:/usr/bin:/bin` })
      expect(printed).toContain(`install in ${join(at.path, 'app')}\n`)
      expect(printed).toContain('Next:\n  cd app\n  npm start\n')
    },
  )

  test('"." is the working directory, whose name is made fit', async () => {
    using at = emptyFolder()
    const folder = join(at.path, 'Mein Büro')
    mkdirSync(folder)
    mkdirSync(join(folder, '.git'))
    expect(await runNew(folder, ['.'])).not.toContain('cd ')
    expect(manifestIn(folder).name).toBe('mein-buro')
  })
})

describe('crochet new asks nothing where there is no terminal, and refuses', () => {
  test('to guess the folder', async () => {
    using at = emptyFolder()
    await expect(runNew(at.path, ['--yes'])).rejects.toMatchObject({ code: 'NEW_FOLDER_MISSING', exitCode: 2 })
  })

  test.for([
    ['My Blog', 'my-blog'],
    ['sites/Été!', 'sites/ete'],
    ['.hidden', 'hidden'],
    ['crochet', 'crochet-app'],
    ['node_modules', 'node_modules-app'],
    ['日本', 'my-app'],
    ['x'.repeat(215), 'x'.repeat(214)],
  ])('the name "%s", and proposes "%s"', async ([given, proposed]) => {
    using at = emptyFolder()
    const refused = { code: 'NEW_NAME', message: expect.stringContaining(`\`crochet new ${proposed}\``) }
    await expect(runNew(at.path, [String(given)])).rejects.toMatchObject(refused)
    expect(readdirSync(at.path)).toEqual([])
  })

  test('a template that there is not', async () => {
    using at = emptyFolder()
    const refused = { code: 'NEW_TEMPLATE', message: expect.stringContaining('blog and minimal') }
    await expect(runNew(at.path, ['app', '-t', '../blog'])).rejects.toMatchObject(refused)
    expect(readdirSync(at.path)).toEqual([])
  })

  test('a folder that is not empty, unless --force and nothing collides', async () => {
    using at = emptyFolder()
    const folder = join(at.path, 'app')
    mkdirSync(folder)
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    await expect(runNew(at.path, ['app'])).rejects.toMatchObject({ code: 'NEW_FOLDER_NOT_EMPTY', exitCode: 1 })
    expect(readdirSync(folder)).toEqual(['notes.txt'])

    await runNew(at.path, ['app', '--force'])
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine')
    expect(readdirSync(folder)).toContain('crochet.config.ts')
  })

  test('to write over a file, or into a file that stands where a folder has to be, even with --force', async () => {
    using at = emptyFolder()
    const folder = join(at.path, 'app')
    mkdirSync(folder)
    writeFileSync(join(folder, 'README.md'), 'mine')
    writeFileSync(join(folder, 'hooks'), 'no folder')
    const message = expect.stringMatching(/README\.md.*hooks\/reading-time\/index\.ts|hooks\/.*README\.md/)
    await expect(runNew(at.path, ['app', '-f'])).rejects.toMatchObject({ code: 'NEW_FILES_COLLIDE', message })
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine')
    expect(readdirSync(folder).toSorted()).toEqual(['README.md', 'hooks'])
  })

  test('a file in place of the folder', async () => {
    using at = emptyFolder()
    writeFileSync(join(at.path, 'app'), 'mine')
    await expect(runNew(at.path, ['app'])).rejects.toMatchObject({ code: 'NEW_FOLDER_UNWRITABLE' })
    await expect(runNew(at.path, ['app/inside'])).rejects.toMatchObject({ code: 'NEW_FOLDER_UNWRITABLE' })
  })

  test('and says that the project is there when only the installation has failed', async () => {
    using at = emptyFolder()
    const env = { PATH: join(at.path, 'nothing-here') }
    await expect(runNew(at.path, ['app', '--install'], env)).rejects.toMatchObject({ code: 'NEW_INSTALL_FAILED' })
    expect(readdirSync(join(at.path, 'app'))).toContain('package.json')
  })
})
