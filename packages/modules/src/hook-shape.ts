import { ModuleError } from './errors.ts'
import type { HookModule } from './hook-module.ts'
import { isPlainObject } from './merge-settings.ts'
import { didYouMean } from './did-you-mean.ts'
import { moduleTitle } from './run-phase.ts'
import type { PhaseModule } from './run-phase.ts'

const methods = ['configure', 'initialize', 'destroy'] as const
const parts = ['defaults', 'dependencies', 'commands', ...methods]

/**
 * Checks that a value is a hook.
 *
 * @param value what the entry exported, or what the exported function returned
 * @param how `exports` or `is a function that returned`, for the message
 * @throws ModuleError `MODULE_SHAPE` that names the file, what it exported and what is expected
 */
export function checkHook(value: unknown, module: PhaseModule, how: string): HookModule {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !parts.some((part) => part in value)) {
    throw noHook(module, `${how} ${describe(value)}`)
  }
  const hook = value as HookModule
  for (const method of methods) {
    const found: unknown = hook[method]
    if (found !== undefined && typeof found !== 'function')
      throw noHook(module, `has a \`${method}\` that is no function`)
  }
  const defaults: unknown = hook.defaults
  if (defaults !== undefined && !isPlainObject(defaults))
    throw noHook(module, 'has `defaults` that are no plain object')
  const dependencies: unknown = hook.dependencies
  if (dependencies !== undefined && !isListOfNames(dependencies)) {
    throw noHook(module, 'has `dependencies` that are no list of module names')
  }
  checkCommands(hook.commands, module)
  return hook
}

function checkCommands(commands: unknown, module: PhaseModule): void {
  if (commands === undefined) return
  if (!isPlainObject(commands)) throw noHook(module, 'has `commands` that are no plain object')
  for (const [name, command] of Object.entries(commands)) {
    const fail = (what: string): ModuleError => noHook(module, `has a command ${JSON.stringify(name)} ${what}`)
    if (!/^[a-z][\w:-]*$/i.test(name)) throw fail('whose name is not letters, digits, `-`, `_` and `:`')
    if (!isPlainObject(command)) throw fail('that is no object: give `{ description, run(app, args) }`')
    const { description, usage, run } = command
    if (typeof run !== 'function') throw fail('without a function `run`')
    if (typeof description !== 'string' || description === '') throw fail('without a `description`')
    if (usage !== undefined && typeof usage !== 'string') throw fail('with a `usage` that is no text')
  }
}

/** @returns the error for a file whose export cannot be used */
export function noHook(module: PhaseModule, what: string): ModuleError {
  const expected =
    'expected is the hook, an object with initialize, configure, destroy, commands, defaults or dependencies, or a function of the application that returns it'
  return new ModuleError('MODULE_SHAPE', `${moduleTitle(module)} ${what}; ${expected}`, {
    module: module.name,
    file: module.file,
  })
}

export function isListOfNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '')
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return typeof value === 'function' ? 'a function' : `a ${typeof value}`
  if (value instanceof Promise) return 'a promise'
  const keys = Object.keys(value)
  if (keys.length === 0) return 'an object without any of them'
  const guess = keys.map((key) => didYouMean(key, parts)).find((text) => text !== '')
  return `an object with ${keys.slice(0, 8).join(', ')}${guess ?? ''}`
}
