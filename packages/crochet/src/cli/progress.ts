import { isTerminal, type CliIo } from './cli-io.ts'
import { paintErr } from './paint.ts'

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
/** Milliseconds from one picture to the next; what takes less shows nothing. */
const pace = 120

/** Shows on a terminal, on `stderr`, that something is under way, from when it has taken a moment until it ends. */
export async function withProgress<T>(io: CliIo, text: string, work: () => Promise<T>): Promise<T> {
  if (!isTerminal(io.stderr)) return work()
  const paint = paintErr(io)
  let shown = 0
  const timer = setInterval(() => {
    io.stderr.write(`\r${paint('cyan', frames[shown % frames.length] ?? '')} ${text} `)
    shown++
  }, pace)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    if (shown > 0) io.stderr.write('\r\u001B[K')
  }
}
