/** One entry of the catalogue. */
export interface Entry {
  /** HTTP status of an answer that fails because of it: 4xx when the caller can put it right. */
  status: number
  message: (details: Details) => string
  /** What to do about it. */
  hint: string
}

/** The values a message is made from. */
export type Details = Readonly<Record<string, unknown>>

export const quoted = (value: unknown): string => JSON.stringify(value) ?? String(value)
export const lines = (value: unknown): string =>
  Array.isArray(value) ? value.map((line) => `\n- ${line}`).join('') : ''
export const at = (path: unknown): string =>
  Array.isArray(path) && path.length > 0 ? ` at ${path.map(quoted).join(', ')}` : ''
