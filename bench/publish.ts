import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeMachine, type MachineNotes } from './machine.ts'

export interface Publication {
  /** The benchmark's folder. */
  readonly name: string
  readonly question: string
  readonly machine: MachineNotes
  /** Markdown: tables and how to read them. */
  readonly body: string
  /** Everything that was measured, for whoever wants to calculate with it. */
  readonly data: object
  /** `false` only prints. */
  readonly write: boolean
}

/** Prints the results and writes them to `results/<name>.md` and `results/<name>.json`. */
export async function publish({ name, question, machine, body, data, write }: Publication): Promise<void> {
  const folder = join(import.meta.dirname, 'results')
  const text = `# ${name}\n\n${question}\n\n${body}\n\n## Machine\n${describeMachine(machine)}\n`
  console.log(text)
  if (!write) return
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${name}.md`), text)
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify({ name, machine, ...data }, undefined, 1)}\n`)
}
