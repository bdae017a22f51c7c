import { ClientError, type ErrorEntry } from './errors.ts'

/**
 * Reads an answer: JSON as a value, other types as text, an empty body as `undefined`.
 *
 * @throws ClientError for a status of 400 and up, and `CLIENT_ANSWER` for a body that is not the JSON it says
 */
export async function readAnswer(response: Response): Promise<unknown> {
  const { status } = response
  const text = await response.text()
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
  const body = text === '' ? undefined : isJson ? parse(text, status) : text
  if (response.ok || status === 304) return body
  const errors = entriesOf(body)
  const [first] = errors
  if (first !== undefined) throw new ClientError(first.code, first.message, { status, errors, body })
  throw new ClientError('CLIENT_ANSWER', `The answer is ${status} without saying why.`, { status, body })
}

function parse(text: string, status: number): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ClientError('CLIENT_ANSWER', 'The answer is not the JSON that it says it is.', {
      status,
      body: text,
      cause,
    })
  }
}

/** The entries of an error answer; an error of GraphQL has its code under `extensions`. */
export function entriesOf(body: unknown): ErrorEntry[] {
  const list: unknown = isObject(body) ? body['errors'] : undefined
  if (!Array.isArray(list)) return []
  return list.filter(isObject).map(({ path, ...entry }) => {
    const { extensions, code = isObject(extensions) ? extensions['code'] : undefined, message } = entry
    const where = Array.isArray(path) ? path.join('.') : path
    return {
      ...entry,
      code: String(code ?? 'UNKNOWN'),
      message: String(message ?? 'The server does not say why.'),
      ...(where != null && { path: String(where) }),
    }
  })
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
