import type { LiveValue } from '@crochet/client/live'

/** Keeps an input and a number the same. @returns what ends that */
export function bindNumber(input: HTMLInputElement, value: LiveValue<number>): () => void {
  const write = (): void => {
    // A number that is half typed (`-`) is none yet; it stays in the input until it is one.
    if (!input.validity.badInput) value.set(input.value === '' ? null : input.valueAsNumber)
  }
  const show = (): void => {
    const shown = input.value === '' ? null : input.valueAsNumber
    // `3.` and `3.0` are what somebody is typing: the same number is not written anew.
    if (shown !== value.get() && !input.validity.badInput) input.value = value.get()?.toString() ?? ''
  }
  input.addEventListener('input', write)
  const stop = value.on(show)
  show()
  return stop
}
