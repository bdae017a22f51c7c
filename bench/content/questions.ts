import type { Question } from '../question.ts'
import { boot } from './questions/boot.ts'
import { bulk } from './questions/bulk.ts'
import { findByID } from './questions/find-by-id.ts'
import { findPage } from './questions/find-page.ts'
import { hooks } from './questions/hooks.ts'
import { million } from './questions/million.ts'
import { populate } from './questions/populate.ts'
import { writes } from './questions/writes.ts'

export const questions: readonly Question[] = [findByID, findPage, writes, bulk, hooks, populate, million, boot]
