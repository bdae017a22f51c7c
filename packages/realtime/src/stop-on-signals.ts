const signals = ['SIGINT', 'SIGQUIT', 'SIGTERM'] as const

/**
 * Closes a server and ends the process when the system asks for it. When there are several servers, the last one ends it.
 *
 * @returns a function that takes it back
 */
export function stopOnSignals(close: () => Promise<void>): () => void {
  const forget = (): void => {
    for (const signal of signals) process.off(signal, stop)
  }
  const stop = (signal: NodeJS.Signals): void => {
    void close()
      .catch((error: unknown) => {
        process.exitCode = 1
        process.stderr.write(`error: the server could not be closed: ${String(error)}\n`)
      })
      .then(() => {
        forget()
        if (process.listenerCount(signal) === 0) process.exit()
      })
  }
  for (const signal of signals) process.on(signal, stop)
  return forget
}
