import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { errorsReference } from './errors-reference.ts'
import { hooksReference } from './hooks-reference.ts'

/** `npm run docs`: writes the pages that are made from the sources. */
const root = resolve(import.meta.dirname, '..')
mkdirSync(join(root, 'docs/reference'), { recursive: true })
writeFileSync(join(root, 'docs/reference/hooks.md'), hooksReference(root))
writeFileSync(join(root, 'docs/reference/errors.md'), await errorsReference(root))
