import { expect } from 'vitest'

export const path = '/api/graphql'
export const body = (query: string, variables: object = {}): object => ({ query, variables })

/** What is selected of an account, and what it is then answered as. */
export const fields = 'user { email name }'
export const account = { email: 'ada@example.org', name: 'Ada' }

export const loginUser = `mutation ($email: String!, $password: String) {
  loginUser(email: $email, password: $password) { ${fields} token exp }
}`

/** The answer to a query whose only field has failed. */
export const failure = (name: string, code: string): unknown => ({
  errors: [{ message: expect.any(String), path: [name], locations: expect.anything(), extensions: { code } }],
  data: { [name]: null },
})
