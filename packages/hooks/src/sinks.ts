// oxlint-disable no-console -- where a host gives no sink, or its sink fails, the console is what is left
import { isThenable } from './thenable.ts'

export const toConsole = (error: unknown): void => console.error(error)

export const warnOnConsole = (message: string): void => console.warn(message)

/** A sink of the host that fails, at once or later, must not take down what it watches. */
export function safely<T>(sink: (value: T) => unknown): (value: T) => void {
  return (value) => {
    try {
      const result = sink(value)
      if (isThenable(result)) result.then(undefined, toConsole)
    } catch (error) {
      toConsole(error)
    }
  }
}
