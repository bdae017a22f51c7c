import { formatBootReport } from '@crochet/modules'
import { defaultAccessLines } from './auth/default-access.ts'
import { booted, type Parts } from './parts.ts'

/** What the report tells besides what the parts know themselves. */
export interface BootFacts {
  /** The database's address. */
  readonly url: string
  /** What the migration did, a line each. */
  readonly migrated: readonly string[]
  /** What is stored and no longer in the configuration. */
  readonly kept: readonly string[]
  /** The whole boot in milliseconds. */
  readonly ms: number
}

/** The boot as lines for people: modules with their order and times, documents, hooks, storage. */
export function appReport(parts: Parts, { url, migrated, kept, ms }: BootFacts): string {
  const content = booted(parts, 'content')
  const { collections, globals } = content
  const attached = parts.hooks.list()
  const handlersOf = (prefix: string): number =>
    attached.filter(({ hook }) => hook.startsWith(`${prefix}:`) || hook.startsWith(`${prefix}.`)).length
  const count = (n: number): string => `${n} handler${n === 1 ? '' : 's'}`
  return [
    `Crochet booted in ${ms.toFixed(0)} ms`,
    '',
    'collections',
    ...collections.map(({ slug, fields }) => `  ${slug}: ${fields.length} fields, ${count(handlersOf(slug))}`),
    ...(globals.length > 0 ? ['globals'] : []),
    ...globals.map(({ slug, fields }) => `  ${slug}: ${fields.length} fields, ${count(handlersOf(`globals/${slug}`))}`),
    ...defaultAccessLines(parts.config, content.auth.collections.length > 0),
    'hook modules',
    ...indent(formatBootReport(booted(parts, 'modules').report())),
    'storage',
    `  ${withoutPassword(url)}`,
    ...migrated.map((line) => `  ${line}`),
    ...kept.map((name) => `  kept, though no longer in the configuration: ${name}`),
    `hooks: ${count(attached.length)} in all, on ${new Set(attached.map(({ hook }) => hook)).size} hook points`,
  ].join('\n')
}

const indent = (text: string): string[] => text.split('\n').map((line) => `  ${line}`)

const withoutPassword = (url: string): string => url.replace(/\/\/([^:@/]*):[^@/]*@/, '//$1:…@')
