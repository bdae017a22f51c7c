import { stripVTControlCharacters } from 'node:util'
import { backgroundTask } from '@crochet/jobs'
import type { Job } from '@crochet/storage'
import type { Paint } from './paint.ts'

const colours = { pending: 'cyan', running: 'yellow', done: 'green', dead: 'red', cancelled: 'dim' } as const

/** Jobs for people: one line each, and why it failed below. */
export function jobLines(jobs: readonly Job[], paint: Paint): string[] {
  if (jobs.length === 0) return ['no jobs']
  return jobs.flatMap((job) => {
    const { id, state, attempt, attempts, progress, createdAt, error } = job
    const facts = [
      new Date(createdAt).toISOString(),
      `${attempt} of ${attempts} attempts`,
      ...(state === 'running' && progress > 0 ? [`${Math.round(progress * 100)} %`] : []),
    ]
    const line = `${id}  ${paint(colours[state], state.padEnd(9))}  ${nameOf(job)}  ${paint('dim', facts.join(', '))}`
    const [why] = stripVTControlCharacters(error ?? '').split('\n')
    return why === undefined || why === '' || state === 'done' ? [line] : [line, paint('dim', `  ${why}`)]
  })
}

/** A background handler is told by its hook point and id. */
function nameOf({ task, input, key }: Job): string {
  const { hook, handler } = (input ?? {}) as { hook?: unknown; handler?: unknown }
  const name = task === backgroundTask ? `${String(hook)} → ${String(handler)}` : task
  return stripVTControlCharacters(key === undefined || task === backgroundTask ? name : `${name} (${key})`)
}
