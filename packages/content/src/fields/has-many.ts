import type { ListOptions, ValueField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'
import { isBoolean, isCount } from './option-checks.ts'

/** A type whose fields hold a list of its values when they have `hasMany`; the list is one JSON column. */
export function orMany<Config extends ValueField & ListOptions>(single: FieldType<Config>): FieldType<Config> {
  const { column } = single
  return {
    ...single,
    column: (config) => (config.hasMany === true ? 'json' : typeof column === 'function' ? column(config) : column),
    options: { ...single.options, hasMany: isBoolean, minRows: isCount, maxRows: isCount },
    checkTogether(config) {
      const only = config.hasMany === true ? (['unique', 'index'] as const) : (['minRows', 'maxRows'] as const)
      const why =
        config.hasMany === true
          ? 'a list has no single value to compare; leave it out'
          : 'it counts values of a list; add `hasMany: true` or leave it out'
      const wrong = Object.entries(config).filter(
        ([key, value]) => only.some((option) => option === key) && value !== false,
      )
      return Object.fromEntries(wrong.map(([option]) => [option, why]))
    },
    check(value, config) {
      if (config.hasMany !== true) return single.check(value, config)
      if (!Array.isArray(value)) return 'must be a list'
      return countFlaw(value, config, 'values') ?? itemFlaws(value, config, single)
    },
  }
}

/** @param what what is counted, as in `rows` */
export function countFlaw(
  list: readonly unknown[],
  { minRows = 0, maxRows = Infinity }: ListOptions,
  what: string,
): string | undefined {
  if (list.length < minRows) return `must have at least ${minRows} ${what}`
  return list.length > maxRows ? `must have at most ${maxRows} ${what}` : undefined
}

function itemFlaws<Config extends ValueField>(
  list: readonly unknown[],
  config: Config,
  single: FieldType<Config>,
): { at: string; message: string }[] | undefined {
  const flaws = list.flatMap((item, index) => {
    const message = single.check(item, config)
    return typeof message === 'string' ? [{ at: `.${index}`, message }] : []
  })
  return flaws.length === 0 ? undefined : flaws
}
