import { execFileSync } from 'node:child_process'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'

/** What a reader must know about the machine to judge a result. Names of hosts, people and folders are left out. */
export interface MachineNotes {
  readonly cpu: string
  readonly cores: number
  /** GiB, rounded. */
  readonly memory: number
  readonly node: string
  readonly v8: string
  readonly os: string
  /** ISO date, UTC. */
  readonly date: string
  /** Short commit id, with a plus sign when source or benchmark had uncommitted changes. */
  readonly commit: string
  /** Processes that wanted a core when the notes were taken (one-minute average): others that share the machine show here. */
  readonly load: number
}

export function machineNotes(): MachineNotes {
  const all = cpus()
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memory: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    v8: process.versions.v8,
    os: `${platform()} ${/^\d+\.\d+/.exec(release())?.[0] ?? ''}`.trim(),
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }
}

function commit(): string {
  const git = (...words: string[]): string =>
    execFileSync('git', words, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  try {
    const isDirty = git('status', '--porcelain', '--', '../packages', '.', ':!results') !== ''
    return git('rev-parse', '--short', 'HEAD') + (isDirty ? '+' : '')
  } catch {
    return 'unknown'
  }
}

export function describeMachine(notes: MachineNotes): string {
  return [
    `- CPU: ${notes.cpu}, ${notes.cores} cores; memory: ${notes.memory} GiB; ${notes.os}`,
    `- Node ${notes.node}, V8 ${notes.v8}`,
    `- ${notes.date}, commit ${notes.commit}, load average before the run ${notes.load}`,
  ].join('\n')
}
