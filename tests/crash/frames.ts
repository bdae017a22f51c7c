/**
 * The part of the wire protocol that the harness needs, written down once more so that it does not depend on the code it
 * tests: a frame is an address, a type and a payload; numbers are LEB128, texts and bytes have their length in front.
 */
export type Frame =
  | { readonly is: 'step1'; readonly address: string; readonly stateVector: Uint8Array }
  | { readonly is: 'step2' | 'update'; readonly address: string; readonly update: Uint8Array }
  | { readonly is: 'token' | 'authenticated' | 'denied' | 'close'; readonly address: string }
  | { readonly is: 'status'; readonly address: string; readonly applied: boolean }
  | { readonly is: 'other'; readonly address: string }

export function readFrame(bytes: Uint8Array): Frame {
  // A ping or a pong of the socket itself has no address.
  if (bytes.length === 1) return { is: 'other', address: '' }
  const reader = new Reader(bytes)
  const address = reader.text()
  const type = reader.number()
  if (type === 8) return { is: 'status', address, applied: reader.number() === 1 }
  if (type === 7) return { is: 'close', address }
  if (type === 2) {
    return { is: (['token', 'denied', 'authenticated'] as const)[reader.number()] ?? 'other', address }
  }
  if (type !== 0 && type !== 4) return { is: 'other', address }
  const step = reader.number()
  if (step === 0) return { is: 'step1', address, stateVector: reader.bytes() }
  return { is: step === 1 ? 'step2' : 'update', address, update: reader.bytes() }
}

export const tokenFrame = (address: string, token: string): Uint8Array => write(address, 2, 0, token, '4.8.0')
export const step1Frame = (address: string, stateVector: Uint8Array): Uint8Array => write(address, 0, 0, stateVector)
export const step2Frame = (address: string, update: Uint8Array): Uint8Array => write(address, 0, 1, update)
export const updateFrame = (address: string, update: Uint8Array): Uint8Array => write(address, 0, 2, update)
export const statelessFrame = (address: string, payload: string): Uint8Array => write(address, 5, payload)

function write(...parts: (number | string | Uint8Array)[]): Uint8Array {
  const bytes: number[] = []
  const number = (value: number): void => {
    for (; value > 127; value = Math.floor(value / 128)) bytes.push(128 | (value & 127))
    bytes.push(value)
  }
  for (const part of parts) {
    if (typeof part === 'number') {
      number(part)
      continue
    }
    const content = typeof part === 'string' ? Buffer.from(part) : part
    number(content.length)
    for (const byte of content) bytes.push(byte)
  }
  return Uint8Array.from(bytes)
}

class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  number(): number {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('a frame ends too early')
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }

  bytes(): Uint8Array {
    const length = this.number()
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  text(): string {
    return new TextDecoder().decode(this.bytes())
  }
}
