import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ExplainedHandler } from '@crochet/hooks'
import type { Paint } from './paint.ts'

/** A hook point with its handlers in the order in which they run. */
export interface PointInUse {
  readonly name: string
  /** `undefined` where there is no handler to ask. */
  readonly kind: ExplainedHandler['kind'] | undefined
  readonly handlers: readonly ExplainedHandler[]
}

/** Every hook point with a line for each handler: place, id, origin, deadline. */
export function pointLines(points: readonly PointInUse[], paint: Paint): string[] {
  if (points.length === 0) return ['No handler is attached.']
  const blocks = points.map(({ name, kind, handlers }) => [
    `${paint('bold', name)}  ${paint('dim', kind ?? '')}`,
    ...columns(handlers.map((one) => [`${one.position}.`, one.id, originOf(one), ...marks(one)])),
  ])
  const handlers = points.reduce((sum, point) => sum + point.handlers.length, 0)
  return [
    ...blocks.flatMap((block) => [...block, '']),
    `${counted(handlers, 'handler')} on ${counted(points.length, 'hook point')}`,
  ]
}

/** One hook point, and why each handler sits where it does. */
export function explainedLines(points: readonly PointInUse[], paint: Paint): string[] {
  return points.flatMap(({ name, kind, handlers }) => {
    if (handlers.length === 0) return [`${paint('bold', name)}  no handler is attached`]
    return [
      `${paint('bold', name)}  ${paint('dim', kind ?? '')}`,
      ...handlers.flatMap((one) => [
        `  ${one.position}. ${paint('bold', one.id)}`,
        `     ${[originOf(one), ...marks(one)].join('  ')}`,
        `     ${paint('dim', `because: ${one.reason}`)}`,
      ]),
    ]
  })
}

function marks({ deadline, onError, mode, filter }: ExplainedHandler): string[] {
  const time = deadline % 1000 === 0 ? `${deadline / 1000} s` : `${deadline} ms`
  const others = [
    onError === 'isolate' ? 'isolated' : '',
    mode === 'background' ? 'background' : '',
    filter === undefined ? '' : 'filtered',
  ].filter((mark) => mark !== '')
  return [deadline === 0 ? 'no deadline' : `deadline ${time}`, ...(others.length === 0 ? [] : [others.join(', ')])]
}

/** `module search hooks/search/index.ts:12`: the file relative to where one is, and no name that says what the id says. */
function originOf({ id, origin: { source, name, file, line } }: ExplainedHandler): string {
  const where = file === undefined ? '' : ` ${shownFile(file)}${line === undefined ? '' : `:${line}`}`
  return `${source}${name === undefined || name === id ? '' : ` ${name}`}${where}`
}

function shownFile(file: string): string {
  const path = relative(process.cwd(), file.startsWith('file://') ? fileURLToPath(file) : file)
  return path.startsWith('..') ? file : path
}

/** Rows whose cells stand below each other. */
function columns(rows: readonly string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map(
    (row) =>
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}`,
  )
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
