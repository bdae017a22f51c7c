import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import type { CliIo } from './cli-io.ts'
import { CliError } from './errors.ts'
import { withConfigured } from './with-configured.ts'

interface TypesOptions {
  readonly out?: string
  readonly check?: true
}

const examples = `
Examples:
  $ crochet generate:types                      writes crochet-types.d.ts beside the configuration
  $ crochet generate:types --out src/types.d.ts
  $ crochet generate:types --check              for CI: fails if the file is not what the configuration says

Fields and collections that hook modules add are in it. The database is not asked.`

/** `crochet generate:types`: the types of the collections, as a declaration file. */
export function generateTypesCommand(program: Command, io: CliIo): void {
  program
    .command('generate:types')
    .description('write the types of the collections')
    .option('-o, --out <file>', 'file to write; - prints it (default: crochet-types.d.ts in the project)')
    .option('--check', 'write nothing; fail if the file is out of date')
    .addHelpText('after', examples)
    .action((options: TypesOptions) => generateTypes(options, io))
}

async function generateTypes({ out, check }: TypesOptions, io: CliIo): Promise<void> {
  if (check && out === '-') throw new CliError('CLI_USAGE', '--check compares a file: give one to --out')
  const text = await withConfigured(io, async ({ config }) => {
    const { emitTypes } = await import('@crochet/content')
    const { collections = [], globals = [] } = config
    return emitTypes({ collections, globals })
  })
  if (out === '-') return void io.stdout.write(text)

  const file = out === undefined ? join(io.cwd, 'crochet-types.d.ts') : resolve(io.cwd, out)
  const shown = relative(io.cwd, file)
  const stored = await readFile(file, 'utf8').catch(() => undefined)
  if (stored === text) return void io.stdout.write(`${shown} is up to date.\n`)
  if (check) {
    const state = stored === undefined ? 'is not there' : 'is not what the configuration says'
    throw new CliError('CLI_TYPES_STALE', `${shown} ${state}`)
  }
  await writeWhole(file, text).catch((cause: unknown) => {
    throw new CliError('CLI_TYPES_WRITE', `${shown} cannot be written`, { cause })
  })
  io.stdout.write(`${shown} is ${stored === undefined ? 'written' : 'brought up to date'}.\n`)
}

/** An editor that watches it sees the old file or the new one. */
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomUUID()}`
  try {
    await writeFile(draft, text)
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}
