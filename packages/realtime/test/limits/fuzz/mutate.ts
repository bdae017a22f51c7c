import type { Random } from './random.ts'
import { assemble, tokensOf, type Token } from './tokens.ts'

const edges = [0, 1, 2, 127, 128, 255, 16_384, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 52, Number.MAX_SAFE_INTEGER]

type Tokens = readonly Token[]
type Mutation = (tokens: Tokens, random: Random) => Tokens

/** Changes a number to one next to it, to one at an edge, or to one that stands elsewhere. */
const number: Mutation = (tokens, random) => {
  const at = random.below(tokens.length)
  const token = tokens[at]
  if (token === undefined || token.is === 'bytes') return tokens
  const other = random.pick(tokens)
  const choices = [
    token.value + 1,
    Math.max(0, token.value - 1),
    random.pick(edges),
    other.is === 'bytes' ? other.bytes.length : other.value,
    token.value * 1_000,
    random.below(256),
  ]
  return tokens.with(at, { ...token, value: Math.min(random.pick(choices), Number.MAX_SAFE_INTEGER) })
}

/** Changes numbers of one meaning to the same edge. */
const all: Mutation = (tokens, random) => {
  const { is } = random.pick(tokens)
  const value = random.pick(edges)
  return tokens.map((token) => (token.is === is && token.is !== 'bytes' ? { ...token, value } : token))
}

const again: Mutation = (tokens, random) => {
  const from = random.below(tokens.length)
  const part = tokens.slice(from, from + 1 + random.below(12))
  const times = random.chance(0.1) ? 200 : 1 + random.below(3)
  const parts = Array.from({ length: times }, () => part).flat()
  return [...tokens.slice(0, from), ...parts, ...tokens.slice(from)]
}

const without: Mutation = (tokens, random) => tokens.toSpliced(random.below(tokens.length), 1 + random.below(6))

const elsewhere: Mutation = (tokens, random) => {
  const from = random.below(tokens.length)
  const part = tokens.slice(from, from + 1 + random.below(12))
  const rest = tokens.toSpliced(from, part.length)
  return rest.toSpliced(random.below(rest.length + 1), 0, ...part)
}

const structure: readonly Mutation[] = [number, number, number, number, all, again, without, elsewhere]

/** An update that is nearly right: changed in its structure, its bytes, or not at all. */
export function mutateUpdate(update: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  if (random.chance(0.25)) return update
  if (random.chance(0.25)) return mutateBytes(update, random)
  let tokens: Tokens = tokensOf(update)
  if (random.chance(0.1)) {
    const cut = random.below(tokens.length)
    tokens = [...tokens.slice(0, cut), ...tokensOf(other).slice(cut)]
  }
  for (let left = 1 + random.below(4); left > 0 && tokens.length > 0; left--)
    tokens = random.pick(structure)(tokens, random)
  const mutated = assemble(tokens)
  return random.chance(0.1) ? mutateBytes(mutated, random) : mutated
}

/** Bytes that are set, cut off, inserted or left out. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = [...bytes]
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(changed.length + 1)
    switch (random.below(4)) {
      case 0:
        changed[Math.min(at, changed.length)] = random.below(256)
        break
      case 1:
        changed.length = at
        break
      case 2:
        changed.splice(at, 0, random.below(256))
        break
      default:
        changed.splice(at, 1 + random.below(3))
    }
  }
  return Uint8Array.from(changed)
}
