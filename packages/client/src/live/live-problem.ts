import { isObject } from '../answer.ts'

/** Something that is wrong with a document, or with an edit. */
export interface LiveProblem {
  /** Of the field, as in `items.0.price`; missing when it is about the document as a whole. */
  readonly path?: string
  readonly message: string
}

/** @param list as the server says it */
export const problemsIn = (list: unknown): LiveProblem[] =>
  Array.isArray(list) ? list.filter(isObject).map(problemOf) : []

const problemOf = ({ path, message }: Record<string, unknown>): LiveProblem => ({
  ...(typeof path === 'string' && path !== '' && { path }),
  message: typeof message === 'string' ? message : 'The server does not say why.',
})
