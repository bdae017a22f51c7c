import { inspect, stripVTControlCharacters } from 'node:util'
import type { CliIo } from './cli-io.ts'
import { paintErr } from './paint.ts'

/** How many causes below an error are told. */
const mostCauses = 5

/**
 * Tells of an error on `stderr`: what happened, why, what to do, its code. The stack only when it is asked for.
 *
 * @returns the exit code: 2 for a wrong call, 1 for everything else
 */
export function printError(io: CliIo, error: unknown, stack: boolean): number {
  const paint = paintErr(io)
  const { message, hint, code } = shown(error)
  const lines = [`${paint('red', 'error')}: ${message}`]
  for (const cause of causesOf(error, message)) lines.push(paint('dim', `  cause: ${indented(cause)}`))
  if (hint !== undefined) lines.push(`  ${indented(hint)}`)
  if (code !== undefined) lines.push(paint('dim', `  ${code}`))
  if (stack) lines.push('', inspect(error, { colors: false, depth: 4 }))
  else if (code === undefined) lines.push(`  Run it again with --stack to see where it comes from.`)
  io.stderr.write(`${lines.join('\n')}\n`)
  return exitCodeOf(error)
}

interface Shown {
  readonly message: string
  readonly hint: string | undefined
  readonly code: string | undefined
}

/** Own errors have a code and a hint, which some of them repeat in the message. Foreign ones have a name at best. */
function shown(error: unknown): Shown {
  const code = textOf(error, 'code')
  const hint = textOf(error, 'hint')
  const message = messageOf(error)
  if (hint === undefined || !message.endsWith(hint)) return { message, hint, code }
  return { message: message.slice(0, -hint.length).trimEnd(), hint, code }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `something was thrown that is no error: ${inspect(error, { depth: 0 })}`
  const text = stripVTControlCharacters(error.message).trim()
  const named = textOf(error, 'hint') !== undefined || error.name === 'Error'
  return named && text !== '' ? text : `${error.name}: ${text}`
}

/** Why it happened: the causes that say something the message does not. */
function causesOf(error: unknown, message: string): string[] {
  const causes: string[] = []
  let cause = error instanceof Error ? error.cause : undefined
  while (cause !== undefined && cause !== null && causes.length < mostCauses) {
    const text = messageOf(cause)
    const bare = cause instanceof Error ? cause.message : text
    if (!message.includes(bare) && !causes.includes(text)) causes.push(text)
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return causes
}

function textOf(error: unknown, key: 'code' | 'hint'): string | undefined {
  if (typeof error !== 'object' || error === null || !(key in error)) return undefined
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' && value !== '' ? value : undefined
}

const indented = (text: string): string => text.replaceAll('\n', '\n  ')

function exitCodeOf(error: unknown): number {
  const given: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'exitCode') : undefined
  return typeof given === 'number' && given > 0 ? given : 1
}
