import type { Expectation, Runner } from './runner.ts'
import type { StorageSubject, Unable } from './subject.ts'

/** What each part of the suite is given. */
export interface Suite extends Runner {
  subject: StorageSubject
}

/** A case that needs something only some adapters can do. */
export function testIfAble<T extends (...input: never[]) => unknown>(
  { test }: Runner,
  ability: T | Unable,
  [title, body]: [title: string, body: (able: T) => Promise<void>],
): void {
  if (typeof ability === 'function') test(title, () => body(ability))
  else test.skip(`${title} (skipped: ${ability.unable})`, async () => {})
}

/** Expects a call to fail with a code of the catalogue, and with these values in the error. */
export function expectCode(
  { expect }: { expect: (value: unknown) => Expectation },
  call: Promise<unknown>,
  [code, values = {}]: [code: string, values?: object],
): Promise<void> {
  return expect(call).rejects.toMatchObject({ name: 'StorageError', code, ...values })
}
