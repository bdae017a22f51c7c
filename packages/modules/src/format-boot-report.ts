import type { BootReport, ModuleReport } from './boot-report.ts'

/**
 * Writes a boot report as a tree to read. A module stands below the dependency it waited for last; its other dependencies
 * are named beside it. So the deepest branch is what the boot's time went into.
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
      rows.push({ label: `${indent}${last ? '└─ ' : '├─ '}${module.name}`, module })
      write(module.name, `${indent}${last ? '   ' : '│  '}`)
    }
  }
  write(undefined, '')

  const labels = Math.max(...rows.map((row) => row.label.length))
  const states = Math.max(...rows.map((row) => shownState(row.module).length))
  const lines = rows.map(({ label, module }) =>
    [label.padEnd(labels), shownState(module).padStart(states), module.where + shownOthers(module)].join('  '),
  )
  return [title(report), ...lines].join('\n')
}

interface Row {
  readonly label: string
  readonly module: ModuleReport
}

/** The dependency a module is shown below: the one it waited for; before it has started, one it still waits for. */
function parentOf(module: ModuleReport): string | undefined {
  if (module.waitedFor !== undefined) return module.waitedFor.name
  return module.state.kind === 'waiting' ? (module.state.for[0] ?? module.dependencies[0]) : module.dependencies[0]
}

function title({ ms, modules }: BootReport): string {
  const counts = Map.groupBy(modules, (module) => module.state.kind)
  const kinds = ['loaded', 'initializing', 'waiting', 'failed', 'disabled'] as const
  const parts = kinds.flatMap((kind) => {
    const count = counts.get(kind)?.length ?? 0
    return count === 0 ? [] : [`${count} ${kind}`]
  })
  return `hook modules: ${parts.join(', ')}${ms === undefined ? '' : ` in ${shownMs(ms)}`}`
}

function shownState({ state }: ModuleReport): string {
  switch (state.kind) {
    case 'disabled':
    case 'waiting':
    case 'failed':
      return state.kind
    case 'initializing':
      return `${state.kind} ${shownMs(state.ms)}`
    case 'loaded':
      return shownMs(state.ms)
  }
}

function shownOthers(module: ModuleReport): string {
  const others = module.dependencies.filter((name) => name !== parentOf(module))
  return others.length === 0 ? '' : `  (also needs ${others.join(', ')})`
}

const shownMs = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
