/** What the suite needs of a test runner. Vitest's `{ describe, test, expect }` fits, and Jest's. */
export interface Runner {
  describe: (title: string, body: () => void) => unknown
  test: TestFunction & { skip: TestFunction }
  expect: (value: unknown) => Expectation
}

type TestFunction = (title: string, body: () => Promise<void>) => unknown

export interface Expectation {
  toBe: (expected: unknown) => void
  toEqual: (expected: unknown) => void
  rejects: { toMatchObject: (expected: object) => Promise<void> }
}
