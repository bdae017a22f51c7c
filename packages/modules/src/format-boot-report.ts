import type { BootReport, ModuleReport } from './boot-report.ts'

/**
 * Writes a boot report as a tree to read: each module with its place in the order, its time, where it is, and why it stands
 * there. A module stands below the one it waited for last, so the deepest branch is what the boot's time went into.
 *
 * @returns lines joined by `\n`, without colours and without a final line break
 */
export function formatBootReport(report: BootReport): string {
  const { modules } = report
  if (modules.length === 0) return 'hook modules: none'
  const names = new Set(modules.map((module) => module.name))
  const children = Map.groupBy(modules, (module) => {
    const above = parentOf(module)
    return above !== undefined && names.has(above) ? above : undefined
  })
  const rows: Row[] = []
  const write = (parent: string | undefined, indent: string): void => {
    const below = children.get(parent) ?? []
    for (const [index, module] of below.entries()) {
      const last = index === below.length - 1
      const place = module.order === undefined ? '' : `${module.order + 1} `
      rows.push({ label: `${indent}${last ? '└─ ' : '├─ '}${place}${module.name}`, module })
      write(module.name, `${indent}${last ? '   ' : '│  '}`)
    }
  }
  write(undefined, '')

  const labels = Math.max(...rows.map((row) => row.label.length))
  const states = Math.max(...rows.map((row) => shownState(row.module).length))
  const lines = rows.map(({ label, module }) =>
    [label.padEnd(labels), shownState(module).padStart(states), module.where, shownWhy(module)].join('  ').trimEnd(),
  )
  return [title(report), ...lines].join('\n')
}

interface Row {
  readonly label: string
  readonly module: ModuleReport
}

/** The module that one is shown below: the one it waited for; before it has started, one it still waits for. */
function parentOf(module: ModuleReport): string | undefined {
  const [first] = module.why
  if (module.order === undefined || first === undefined) return undefined
  if (module.waitedFor !== undefined) return module.waitedFor.name
  return module.state.kind === 'waiting' ? (module.state.for[0] ?? first.after) : first.after
}

function title({ ms, modules }: BootReport): string {
  const counts = Map.groupBy(modules, (module) => module.state.kind)
  const kinds = ['loaded', 'initializing', 'waiting', 'failed', 'skipped', 'disabled', 'found'] as const
  const parts = kinds.flatMap((kind) => {
    const count = counts.get(kind)?.length ?? 0
    return count === 0 ? [] : [`${count} ${words[kind]}`]
  })
  return `hook modules: ${parts.join(', ')}${ms === undefined ? '' : ` in ${shownMs(ms)}`}`
}

const words = {
  loaded: 'loaded',
  initializing: 'initializing',
  waiting: 'waiting',
  failed: 'failed',
  skipped: 'skipped',
  disabled: 'disabled',
  found: 'not switched on',
} as const satisfies Record<ModuleReport['state']['kind'], string>

function shownState({ state }: ModuleReport): string {
  switch (state.kind) {
    case 'disabled':
    case 'waiting':
    case 'failed':
    case 'skipped':
    case 'found':
      return words[state.kind]
    case 'initializing':
      return `${state.kind} ${shownMs(state.ms)}`
    case 'loaded':
      return shownMs(state.ms)
  }
}

/** Why the module stands where it does, what it waited for, and what happened to it when it was left out. */
function shownWhy({ why, order, waitedFor, state }: ModuleReport): string {
  if (state.kind === 'skipped') return `${state.code}: ${state.message}`
  if (order === undefined) return ''
  const names = (because: 'dependency' | 'load'): string =>
    why.flatMap((place) => (place.because === because ? [place.after] : [])).join(', ')
  const [needs, pins] = [names('dependency'), names('load')]
  return [
    ...(needs === '' ? [] : [`needs ${needs}`]),
    ...(pins === '' ? [] : [`by load after ${pins}`]),
    ...(needs === '' && pins === '' ? ['by name'] : []),
    ...(waitedFor === undefined ? [] : [`waited ${shownMs(waitedFor.ms)} for ${waitedFor.name}`]),
  ].join('; ')
}

const shownMs = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
