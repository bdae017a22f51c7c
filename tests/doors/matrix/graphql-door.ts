import { secretIs, toldOf, toldOfMany, type Question } from './operation.ts'
import { plural, singular } from './subjects.ts'

interface Answer {
  readonly errors?: readonly { extensions: { code: string } }[]
  readonly data: { asked: { docs?: readonly unknown[]; totalDocs?: number } } | null
}

/** Asks over GraphQL with this token. @returns what is told of the answer, or the code of the error; `undefined` if it cannot be asked there */
export async function askGraphql(url: string, token: string | null, question: Question): Promise<string | undefined> {
  const query = queryOf(question)
  if (query === undefined) return undefined
  const { id, version, data } = question
  const variables = { id, version, data, where: secretIs }
  const response = await fetch(`${url}/api/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  })
  const { errors = [], data: told } = (await response.json()) as Answer
  const [error] = errors
  if (error !== undefined) return error.extensions.code
  const { docs, totalDocs } = told?.asked ?? {}
  if (docs !== undefined) return toldOfMany(docs)
  return totalDocs === undefined ? toldOf(told?.asked) : `${totalDocs} of 2`
}

function queryOf({ subject, operation }: Question): string | undefined {
  const one = singular(subject.slug)
  const many = plural(subject.slug)
  const fields = subject.rule === 'fields' ? '{ title secret fixed }' : '{ title }'
  switch (operation) {
    case 'find':
      return `{ asked: ${many} { docs ${fields} } }`
    case 'find where secret':
      return `query ($where: ${one}_where) { asked: ${many}(where: $where) { docs ${fields} } }`
    case 'find sort secret':
      return `{ asked: ${many}(sort: "secret") { docs ${fields} } }`
    case 'findByID':
      return `query ($id: String!) { asked: ${one}(id: $id) ${fields} }`
    case 'count':
      return `{ asked: count${many} { totalDocs } }`
    case 'count where secret':
      return `query ($where: ${one}_where) { asked: count${many}(where: $where) { totalDocs } }`
    case 'create':
      return `mutation ($data: mutation${one}Input!) { asked: create${one}(data: $data) ${fields} }`
    case 'update':
    case 'update title':
      return `mutation ($id: String!, $data: mutation${one}UpdateInput!) { asked: update${one}(id: $id, data: $data) ${fields} }`
    case 'delete':
      return `mutation ($id: String!) { asked: delete${one}(id: $id) { id } }`
    case 'duplicate':
    case 'duplicate title':
      return `mutation ($id: String!, $data: mutation${one}UpdateInput) { asked: duplicate${one}(id: $id, data: $data) ${fields} }`
    case 'find versions':
      return `{ asked: versions${many} { docs { version ${fields} } } }`
    case 'restore version':
      return `mutation ($version: String!) { asked: restoreVersion${one}(id: $version) ${fields} }`
    case 'findGlobal':
      return `{ asked: ${one} ${fields} }`
    case 'updateGlobal':
      return `mutation ($data: mutation${one}Input!) { asked: update${one}(data: $data) ${fields} }`
    case 'update many':
    case 'delete many':
    case 'distinct':
    case 'distinct secret':
      return undefined
  }
}
