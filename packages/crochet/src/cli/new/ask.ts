import { confirm, intro, isCancel, select, text, type CANCEL_SYMBOL } from '@clack/prompts'
import type { Readable, Writable } from 'node:stream'
import { NewProjectError } from './errors.ts'
import { projectName } from './project-name.ts'
import { templateNames, templates, type TemplateName } from './templates.ts'

/** What the command line said already; what is missing is asked for. */
export interface Answers {
  readonly folder: string | undefined
  readonly template: TemplateName | undefined
  readonly install: boolean | undefined
}

/** All that has to be known. */
export interface Settled {
  readonly folder: string
  readonly template: TemplateName
  readonly install: boolean
}

/** Where questions are asked. */
export interface Terminal {
  readonly cwd: string
  readonly input: Readable
  readonly output: Writable
}

/** @throws NewProjectError `NEW_CANCELLED` on Ctrl+C or Escape */
export async function ask(answers: Answers, { cwd, input, output }: Terminal): Promise<Settled> {
  const streams = { input, output }
  intro('A new Crochet project', streams)
  const folder =
    answers.folder ??
    given(
      await text({
        ...streams,
        message: 'In which folder?',
        placeholder: 'my-app',
        defaultValue: 'my-app',
        validate: (value) => problemWith(value || 'my-app', cwd),
      }),
    )
  const template =
    answers.template ??
    given(
      await select({
        ...streams,
        message: 'From which template?',
        options: templateNames.map((name) => ({ value: name, label: name, hint: templates[name] })),
      }),
    )
  const install = answers.install ?? given(await confirm({ ...streams, message: 'Install its packages now?' }))
  return { folder, template, install }
}

function given<T extends string | boolean>(answer: T | typeof CANCEL_SYMBOL): T {
  if (isCancel(answer)) throw new NewProjectError('NEW_CANCELLED', 'Cancelled.')
  return answer
}

function problemWith(folder: string, cwd: string): string | undefined {
  try {
    projectName(folder, cwd)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
