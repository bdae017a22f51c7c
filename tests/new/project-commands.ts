import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Runs a line of a shell, as its reader would. @returns what it printed. @throws when it ends with something else than 0 */
export async function shell(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(line, { cwd, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = collect(child)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`\`${line}\` ended with ${code}:\n${printed()}`)
  return printed()
}

/** A line of a shell that goes on until it is stopped, with everything that it has started. */
export interface Running extends AsyncDisposable {
  /** The first part of what is printed that matches; rejects when the line ends before. */
  printed(pattern: RegExp): Promise<string>
  /** Sends SIGTERM to all of it and waits for the end. @returns the exit code */
  stop(): Promise<number | null>
}

export function start(line: string, cwd: string, env: NodeJS.ProcessEnv): Running {
  // A group of its own: npm, its shell and the server get the signal together, as from a terminal.
  const child = spawn(line, { cwd, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const text = collect(child)
  const closed = once(child, 'close') as Promise<[number | null]>
  let ended = false
  void closed.then(() => (ended = true))
  const stop = async (): Promise<number | null> => {
    if (!ended) process.kill(-Number(child.pid), 'SIGTERM')
    return (await closed)[0]
  }
  return {
    stop,
    async printed(pattern) {
      for (;;) {
        const [match] = pattern.exec(text()) ?? []
        if (match !== undefined) return match
        if (ended) throw new Error(`\`${line}\` ended and never printed ${pattern}:\n${text()}`)
        await Promise.race([once(child.stdout!, 'data'), once(child.stderr!, 'data'), closed])
      }
    },
    async [Symbol.asyncDispose]() {
      await stop()
    },
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  child.stdout?.on('data', (chunk) => (text += chunk))
  child.stderr?.on('data', (chunk) => (text += chunk))
  return () => text
}
