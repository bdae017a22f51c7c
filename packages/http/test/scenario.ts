import { expect, test } from 'vitest'
import { newsroom, type Newsroom, type NewsroomOptions } from './newsroom.ts'

/** One request, what is answered, and exactly which hook points fire. */
export interface Scenario {
  readonly title: string
  /** Puts documents there first; what fires then does not count. @returns the value for `:id` in `path` and `hooks` */
  readonly given?: (room: Newsroom) => Promise<string | undefined>
  readonly method?: string
  readonly path: string
  readonly headers?: Record<string, string>
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown
  readonly status: number
  /** Compared with `toEqual`; asymmetric matchers allowed. `undefined`: not looked at. */
  readonly answer?: unknown
  readonly answerHeaders?: Record<string, string>
  readonly hooks: readonly string[]
}

/** Makes a test of every scenario, each with a server of its own. */
export function scenarios(list: readonly Scenario[], options: NewsroomOptions = {}): void {
  test.each(list)('$title', async (scenario) => {
    await using room = await newsroom(options)
    const id = (await scenario.given?.(room)) ?? ''
    room.fired()

    const response = await fetch(room.url + scenario.path.replace(':id', id), requestOf(scenario))
    const text = await response.text()

    const { status, answer = expect.anything(), hooks } = scenario
    const came = {
      status: response.status,
      answer: text === '' ? '' : (JSON.parse(text) as unknown),
      hooks: room.fired(),
    }
    expect(came).toEqual({ status, answer, hooks })
    expect(Object.fromEntries(response.headers)).toMatchObject(scenario.answerHeaders ?? {})
  })
}

function requestOf({ method = 'GET', headers = {}, body }: Scenario): RequestInit {
  if (body === undefined) return { method, headers }
  const sent = typeof body === 'string' ? body : JSON.stringify(body)
  return { method, headers: { 'content-type': 'application/json', ...headers }, body: sent }
}

/** The one shape of error answers, with one entry. */
export const errorAnswer = (code: string, more: Record<string, unknown> = {}): unknown => ({
  errors: [{ code, message: expect.any(String), ...more }],
})
