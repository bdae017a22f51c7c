import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import type { CollectionConfig, CrochetConfig } from '../src/index.ts'

/** A project folder that goes away with the test. */
export interface Project extends Disposable {
  readonly root: string
  readonly config: CrochetConfig
}

export const open = { create: () => true, read: () => true, update: () => true, delete: () => true }

/** @param files paths below the project's root and what they hold */
export function project(files: Record<string, string> = {}, config: CrochetConfig = {}): Project {
  const root = mkdtempSync(join(tmpdir(), 'crochet-app-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return {
    root,
    config: { database: { url: 'file:./data/test.db' }, ...config },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

export const notes: CollectionConfig = {
  slug: 'notes',
  access: open,
  fields: [{ name: 'text', type: 'text', required: true }],
}

export const silent = pino({ level: 'silent' })
