import type { CliIo } from './cli-io.ts'

/** Writes the one document that a program reads. */
export function writeJson(io: CliIo, document: object): void {
  io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`)
}

/** From here on what the configuration and hook modules print with `console.log` goes to standard error: the document stays readable. */
export function keepStdoutClean(): void {
  const { console } = globalThis
  for (const method of ['log', 'info', 'debug', 'dir', 'table'] as const) {
    console[method] = (...words: unknown[]) => console.error(...words)
  }
}
