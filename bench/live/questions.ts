import type { Question } from '../question.ts'
import { keyStroke } from './questions/key-stroke.ts'
import { patch } from './questions/patch.ts'
import { store } from './questions/store.ts'
import { unopened } from './questions/unopened.ts'

export const questions: readonly Question[] = [keyStroke, store, unopened, patch]
