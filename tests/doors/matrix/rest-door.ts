import { toldOf, toldOfBulk, type Operation, type Question } from './operation.ts'

const all = 'where[id][exists]=true'

/** Method and path below `/api/<slug>`. */
const requests: Record<Operation, readonly [method: string, path: string]> = {
  find: ['GET', ''],
  'find where secret': ['GET', '?where[secret][equals]=stored'],
  'find sort secret': ['GET', '?sort=secret'],
  findByID: ['GET', '/:id'],
  count: ['GET', '/count'],
  'count where secret': ['GET', '/count?where[secret][equals]=stored'],
  distinct: ['GET', '/distinct?field=title'],
  'distinct secret': ['GET', '/distinct?field=secret'],
  create: ['POST', ''],
  update: ['PATCH', '/:id'],
  'update title': ['PATCH', '/:id'],
  'update many': ['PATCH', `?${all}`],
  delete: ['DELETE', '/:id'],
  'delete many': ['DELETE', `?${all}`],
  duplicate: ['POST', '/:id/duplicate'],
  'duplicate title': ['POST', '/:id/duplicate'],
  'find versions': ['GET', '/versions'],
  'restore version': ['POST', '/versions/:version'],
  findGlobal: ['GET', ''],
  updateGlobal: ['POST', ''],
}

interface Answer {
  readonly errors?: readonly { code: string }[]
  readonly docs?: readonly unknown[]
  readonly values?: readonly unknown[]
  readonly totalDocs?: number
  readonly doc?: object
  readonly result?: object
}

/** Asks over REST with this token. @returns what is told of the answer, or the code of the error */
export async function askRest(url: string, token: string | null, question: Question): Promise<string> {
  const { subject, operation, id, version, data } = question
  const [method, path] = requests[operation]
  const base = subject.kind === 'global' ? '/api/globals' : '/api'
  const sends = method === 'POST' || method === 'PATCH'
  const response = await fetch(`${url}${base}/${subject.slug}${path.replace(':id', id).replace(':version', version)}`, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(sends && { 'content-type': 'application/json' }),
    },
    ...(sends && { body: JSON.stringify(data) }),
  })
  const body = (await response.json()) as Answer
  const { docs, errors = [] } = body
  if (docs !== undefined) return toldOfBulk({ docs, errors })
  const [error] = errors
  if (error !== undefined) return error.code
  if (body.values !== undefined) return `${body.values.length} of 2`
  if (body.totalDocs !== undefined) return `${body.totalDocs} of 2`
  return toldOf(body.doc ?? body.result ?? body)
}
