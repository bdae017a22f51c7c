import type { Question } from '../question.ts'
import { getByID } from './questions/get-by-id.ts'
import { getPage } from './questions/get-page.ts'
import { graphql } from './questions/graphql.ts'
import { post } from './questions/post.ts'
import type { HttpSession } from './session.ts'

export const questions: readonly Question<HttpSession>[] = [getByID, getPage, post, graphql]
