import type { Command } from 'commander'
import { relative, resolve } from 'node:path'
import type { CliIo } from './cli-io.ts'
import type { Answers, Settled } from './new/ask.ts'
import { NewProjectError } from './new/errors.ts'
import { install, packageManager } from './new/install.ts'
import { projectName } from './new/project-name.ts'
import { checkTarget } from './new/target-folder.ts'
import { filesOfTemplate, templateNamed, templateNames, templates } from './new/templates.ts'
import { writeProject } from './new/write-project.ts'

interface NewFlags {
  readonly template?: string
  readonly install?: boolean
  readonly yes?: boolean
  readonly force?: boolean
  readonly json?: boolean
}

const examples = `
Examples:
  $ crochet new my-app                     asks for what is left open, on a terminal
  $ crochet new my-app --yes --install     asks nothing
  $ crochet new . --template minimal --force`

/** Registers `crochet new`: a project from a template, ready to run (spec: modules.md, "Command line"). */
export function newCommand(program: Command, io: CliIo): void {
  program
    .command('new')
    .description('a project from a template, ready to run')
    .argument('[folder]', 'folder of the project, which gives it its name; "." for this one')
    .option('-t, --template <name>', templateNames.map((name) => `${name}: ${templates[name]}`).join('; '))
    .option('-i, --install', 'install its packages')
    .option('-y, --yes', 'ask nothing: the first template, and nothing installed unless --install says so')
    .option('-f, --force', 'into a folder that is not empty, if it has none of the files')
    .option('--json', 'say what was made as JSON; asks nothing')
    .addHelpText('after', examples)
    .action((folder: string | undefined, flags: NewFlags) => makeProject(folder, flags, io))
}

async function makeProject(given: string | undefined, flags: NewFlags, io: CliIo): Promise<void> {
  const answers = await complete(given, flags, io)
  const name = projectName(answers.folder, io.cwd)
  const folder = resolve(io.cwd, answers.folder)
  const files = await filesOfTemplate(answers.template, name)
  await checkTarget(folder, files, flags.force === true)
  await writeProject(folder, files)

  const json = flags.json === true
  if (!json) io.stdout.write(`Made ${name} from the template ${answers.template}: ${files.length} files in ${folder}\n`)
  if (answers.install) {
    if (!json) io.stdout.write(`Installing its packages with ${packageManager(io.env)} …\n`)
    await install(folder, io.env, json ? io.stderr : io.stdout)
  }

  const next = nextSteps(relative(io.cwd, folder), answers.install, io.env)
  if (json) {
    const { template, install: installed } = answers
    const made = { name, folder, template, files: files.map(({ path }) => path), installed, next }
    io.stdout.write(`${JSON.stringify(made, null, 2)}\n`)
  } else {
    io.stdout.write(`\nNext:\n${next.map((line) => `  ${line}\n`).join('')}`)
  }
}

/** Without a terminal, nothing is ever asked. */
async function complete(folder: string | undefined, flags: NewFlags, io: CliIo): Promise<Settled> {
  const template = flags.template === undefined ? undefined : templateNamed(flags.template)
  const answers: Answers = { folder, template, install: flags.install }
  if (folder !== undefined) projectName(folder, io.cwd)
  const silent = !io.isTTY || flags.yes === true || flags.json === true
  if (!silent) {
    const { ask } = await import('./new/ask.ts')
    return ask(answers, { cwd: io.cwd, input: process.stdin, output: io.stdout })
  }
  if (folder === undefined) throw new NewProjectError('NEW_FOLDER_MISSING', 'Where the project is to be is missing.')
  return { folder, template: template ?? templateNames[0], install: flags.install === true }
}

function nextSteps(folder: string, installed: boolean, env: NodeJS.ProcessEnv): string[] {
  const manager = packageManager(env)
  return [
    ...(folder === '' ? [] : [`cd ${/[\s'"$&;|<>()*?]/.test(folder) ? JSON.stringify(folder) : folder}`]),
    ...(installed ? [] : [`${manager} install`]),
    `${manager} start`,
  ]
}
