export interface Answer {
  status: number
  body: {
    doc?: Record<string, unknown>
    errors?: { code: string; message: string; path?: string }[]
    [key: string]: unknown
  }
}

/** Asks the example's REST interface as somebody with this token; `null` asks without one. */
export function restOf(
  url: string,
  token: string | null,
): (method: string, path: string, data?: object) => Promise<Answer> {
  return async (method, path, data) => {
    const response = await fetch(`${url}/api/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
      ...(data !== undefined && { body: JSON.stringify(data) }),
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }
}
