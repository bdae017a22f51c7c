import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** A part of an update: a number of a certain meaning, or bytes as they are. */
export type Token =
  | { readonly is: 'count' | 'length' | 'client' | 'clock' | 'kind'; readonly value: number }
  | { readonly is: 'info'; readonly value: number }
  | { readonly is: 'bytes'; readonly bytes: Uint8Array }

/** Takes an update in Yjs' V1 encoding, which must be right, apart. */
export function tokensOf(update: Uint8Array): Token[] {
  const decoder = decoding.createDecoder(update)
  const tokens: Token[] = []
  const uint = (is: Exclude<Token['is'], 'bytes' | 'info'>): number => {
    const value = decoding.readVarUint(decoder)
    tokens.push({ is, value })
    return value
  }
  const bytes = (): void => void tokens.push({ is: 'bytes', bytes: decoding.readUint8Array(decoder, uint('length')) })
  const any = (): void => {
    const from = decoder.pos
    decoding.readAny(decoder)
    tokens.push({ is: 'bytes', bytes: update.slice(from, decoder.pos) })
  }
  const id = (): void => {
    uint('client')
    uint('clock')
  }
  const content: Record<number, () => void> = {
    0: () => uint('length'),
    1: () => uint('length'),
    2: () => repeat(uint('count'), bytes),
    3: bytes,
    4: bytes,
    5: bytes,
    6: () => repeat(2, bytes),
    7: () => [3, 5].includes(uint('kind')) && bytes(),
    8: () => repeat(uint('count'), any),
    9: () => {
      bytes()
      any()
    },
    10: () => uint('length'),
  }
  const struct = (): void => {
    const info = decoding.readUint8(decoder)
    tokens.push({ is: 'info', value: info })
    const kind = info & 31
    if (kind !== 0 && kind !== 10) {
      if ((info & 128) !== 0) id()
      if ((info & 64) !== 0) id()
      if ((info & 192) === 0) {
        if (uint('kind') === 1) bytes()
        else id()
        if ((info & 32) !== 0) bytes()
      }
    }
    content[kind]?.()
  }
  repeat(uint('count'), () => {
    const count = uint('count')
    id()
    repeat(count, struct)
  })
  repeat(uint('count'), () => {
    uint('client')
    repeat(uint('count'), () => {
      uint('clock')
      uint('length')
    })
  })
  return tokens
}

export function assemble(tokens: readonly Token[]): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const token of tokens) {
    if (token.is === 'bytes') encoding.writeUint8Array(encoder, token.bytes)
    else if (token.is === 'info') encoding.writeUint8(encoder, token.value & 255)
    else encoding.writeVarUint(encoder, token.value)
  }
  return encoding.toUint8Array(encoder)
}

function repeat(count: number, run: () => void): void {
  for (let index = 0; index < count; index++) run()
}
