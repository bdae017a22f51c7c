import fc from 'fast-check'
import * as decoding from 'lib0/decoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { RealtimeError } from '../src/errors.ts'
import { parseAddress } from '../src/protocol/address.ts'
import { decodeAwarenessUpdate, encodeAwarenessUpdate } from '../src/protocol/awareness-update.ts'
import { checkStateVector, checkUpdate } from '../src/protocol/check-update.ts'
import { decodeClientMessage } from '../src/protocol/decode.ts'
import { encodeServerMessage, encodeStep2 } from '../src/protocol/encode.ts'
import { Frame } from '../src/protocol/frame.ts'
import { frame, type Part } from './support/raw-client.ts'

const bytes = Uint8Array.of(1, 2, 3)
const empty = new Uint8Array()

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof RealtimeError) return error.code
    throw error
  }
  return 'nothing'
}

describe('messages of clients', () => {
  test.for<[string, Part[], object]>([
    ['step 1', [0, 0, bytes], { type: 'step1', stateVector: bytes }],
    ['step 2', [0, 1, bytes], { type: 'step2', update: bytes }],
    ['update', [0, 2, empty], { type: 'update', update: empty }],
    ['awareness', [1, bytes], { type: 'awareness', update: bytes }],
    ['token', [2, 0, 'secret'], { type: 'token', token: 'secret', providerVersion: null }],
    ['token with version', [2, 0, '', '4.8.0'], { type: 'token', token: '', providerVersion: '4.8.0' }],
    ['query awareness', [3], { type: 'queryAwareness' }],
    ['stateless', [5, 'zażółć'], { type: 'stateless', payload: 'zażółć' }],
    ['close', [7], { type: 'close' }],
  ])('%s', ([, parts, expected]) => {
    expect(decodeClientMessage(frame('doc\0session', ...parts))).toEqual({ address: 'doc\0session', ...expected })
  })

  test('a bare pong', () => expect(decodeClientMessage(Uint8Array.of(10))).toEqual({ type: 'pong' }))

  test.for<[string, Part[]]>([
    ['sync reply', [4, 0, bytes]],
    ['broadcast stateless', [6, 'x']],
    ['sync status', [8, 1]],
    ['ping', [9]],
    ['pong with an address', [10]],
    ['permission denied', [2, 1, 'no']],
    ['authenticated', [2, 2, 'read-write']],
  ])('%s belongs to servers', ([, parts]) => {
    expect(codeOf(() => decodeClientMessage(frame('doc', ...parts)))).toBe('FRAME_FORBIDDEN')
  })

  test.for<[string, Uint8Array, string]>([
    ['an empty frame', empty, 'FRAME_ADDRESS'],
    ['an address that is cut off', Uint8Array.of(5, 97), 'FRAME_ADDRESS'],
    ['an address that is no UTF-8', Uint8Array.of(1, 0xff, 7), 'FRAME_ADDRESS'],
    ['a length without end', new Uint8Array(20).fill(0xff), 'FRAME_ADDRESS'],
    ['no type', frame('doc'), 'FRAME_MALFORMED'],
    ['an unknown type', frame('doc', 11), 'FRAME_TYPE'],
    ['an unknown sync message', frame('doc', 0, 3), 'FRAME_TYPE'],
    ['an unknown auth message', frame('doc', 2, 3), 'FRAME_TYPE'],
    ['a payload that is cut off', frame('doc', 0, 2, 100), 'FRAME_MALFORMED'],
    ['a payload that is no UTF-8', frame('doc', 5, Uint8Array.of(0xc3)), 'FRAME_MALFORMED'],
    ['bytes after the end', frame('doc', 7, 0), 'FRAME_MALFORMED'],
  ])('%s is a coded error', ([, input, code]) => {
    expect(codeOf(() => decodeClientMessage(input))).toBe(code)
  })

  test('a length never reaches into the memory behind the frame', () => {
    const memory = new Uint8Array(64).fill(65)
    memory.set(frame('doc', 5, 20))
    const input = memory.subarray(0, frame('doc', 5, 20).length)
    expect(codeOf(() => decodeClientMessage(input))).toBe('FRAME_MALFORMED')
  })

  test('whatever the bytes are, they decode or fail with a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (input) => {
        expect(codeOf(() => decodeClientMessage(input))).toMatch(/^(nothing|FRAME_)/)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('messages of the server', () => {
  test.for<[Parameters<typeof encodeServerMessage>[1], Part[]]>([
    [{ type: 'step1', stateVector: bytes }, [0, 0, bytes]],
    [{ type: 'update', update: bytes }, [0, 2, bytes]],
    [{ type: 'awareness', update: bytes }, [1, bytes]],
    [{ type: 'permissionDenied', reason: 'no' }, [2, 1, 'no']],
    [{ type: 'authenticated', scope: 'readonly' }, [2, 2, 'readonly']],
    [{ type: 'close', reason: 'bye' }, [7, 'bye']],
    [{ type: 'syncStatus', applied: true }, [8, 1]],
    [{ type: 'syncStatus', applied: false }, [8, 0]],
  ])('%j', ([message, parts]) => {
    const { messages } = encodeServerMessage('doc', message)
    expect(messages.map((each) => Uint8Array.from(each))).toEqual([frame('doc', ...parts)])
  })
})

describe('document names', () => {
  test('the session is no part of the name', () =>
    expect(parseAddress('doc\0abc')).toEqual({ documentName: 'doc', sessionId: 'abc' }))
  test.for(['', '   ', '\0session', 'x'.repeat(1_025)])('%j is refused', (name) => {
    expect(codeOf(() => parseAddress(name))).toBe('DOCUMENT_NAME')
  })
})

/** A document that uses every kind of content Yjs has. */
function richDocument(): Y.Doc {
  const document = new Y.Doc()
  const text = document.getText('text')
  text.insert(0, 'hello 🦉 world')
  text.format(0, 5, { bold: true })
  text.insertEmbed(3, { image: 'x' })
  text.delete(1, 2)
  const map = document.getMap('map')
  map.set('any', { deep: [1, -70_000, 1.5, 1e300, true, null, undefined, 'x', Uint8Array.of(1)], big: 12n })
  map.set('bytes', Uint8Array.of(1, 2))
  map.set('doc', new Y.Doc())
  map.set('array', Y.Array.from([1, 'two']))
  map.set('array', new Y.Map())
  const element = new Y.XmlElement('p')
  document.getXmlFragment('xml').insert(0, [element, new Y.XmlText('t'), new Y.XmlHook('h') as never])
  element.setAttribute('a', 'b')
  return document
}

describe('updates', () => {
  test('every kind of content passes', () => {
    expect(codeOf(() => checkUpdate(Y.encodeStateAsUpdate(richDocument())))).toBe('nothing')
  })

  test('an update with a gap passes', () => {
    const document = new Y.Doc()
    const updates: Uint8Array[] = []
    document.on('update', (update) => updates.push(update))
    for (const letter of 'abcde') document.getText('t').insert(0, letter)
    expect(codeOf(() => checkUpdate(Y.mergeUpdates([updates[0]!, updates[3]!])))).toBe('nothing')
  })

  test('an update in the V2 encoding is refused', () => {
    expect(codeOf(() => checkUpdate(Y.encodeStateAsUpdateV2(richDocument())))).toBe('UPDATE_MALFORMED')
    expect(codeOf(() => checkUpdate(Y.encodeStateAsUpdateV2(new Y.Doc())))).toBe('UPDATE_MALFORMED')
  })

  test.for<[string, Uint8Array]>([
    ['more clients than bytes', frame(2 ** 31)],
    ['more structs than bytes', frame(1, 33_554_432, 1, 0)],
    ['more deletions than bytes', frame(0, 1, 1, 2 ** 40)],
    ['an empty deletion', frame(0, 1, 1, 1, 5, 0)],
    ['an empty struct', Uint8Array.of(1, 1, 1, 0, 0, 0, 0)],
    ['a struct that refers to itself', Uint8Array.of(1, 1, 5, 0, 0x84, 5, 0, 1, 97, 0)],
    ['a clock that is too large', frame(1, 1, 1, Number.MAX_SAFE_INTEGER, 0, 5, 0)],
    ['a subdocument without options', Uint8Array.of(1, 1, 1, 0, 9, 1, 1, 97, 1, 103, 126, 0)],
  ])('%s is refused', ([, update]) => {
    expect(codeOf(() => checkUpdate(update))).toBe('UPDATE_MALFORMED')
  })

  test('deep nesting is refused before it costs the stack', () => {
    const nested = new Uint8Array(200_000).fill(117)
    for (let index = 1; index < nested.length; index += 2) nested[index] = 1
    const update = Uint8Array.from([1, 1, 1, 0, 8, 1, 1, 97, 1, ...nested, 126, 0])
    expect(codeOf(() => checkUpdate(update))).toBe('UPDATE_MALFORMED')
  })

  test('what passes, Yjs applies without failing', () => {
    const good = Y.encodeStateAsUpdate(richDocument())
    const mutation = fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255), cut: fc.nat(good.length) })
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        let update = new Uint8Array(good)
        for (const { at, to, cut } of mutations) {
          update[Math.min(at, update.length - 1)] = to
          if (cut % 7 === 0) update = update.slice(0, Math.max(1, cut))
        }
        if (codeOf(() => checkUpdate(update)) !== 'nothing') return
        const document = new Y.Doc()
        Y.applyUpdate(document, update)
        expect(() => Y.applyUpdate(new Y.Doc(), Y.encodeStateAsUpdate(document))).not.toThrow()
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('state vectors', () => {
  test('of Yjs pass', () => {
    expect(codeOf(() => checkStateVector(Y.encodeStateVector(richDocument())))).toBe('nothing')
  })
  test('that declare too much are refused', () => {
    expect(codeOf(() => checkStateVector(frame(1_000)))).toBe('STATE_VECTOR_MALFORMED')
  })
})

describe('awareness updates', () => {
  test('come back as they went', () => {
    const entries = [
      { client: 1, clock: 2, state: '{"a":1}' },
      { client: 2 ** 32 - 1, clock: 0, state: 'null' },
    ]
    expect(decodeAwarenessUpdate(encodeAwarenessUpdate(entries))).toEqual(entries)
  })

  test.for([frame(1_000_000), frame(1, 1, 1, '{'), frame(1, 1, 1, '"text"'), frame(1, 1, 1, 'null', 0)])(
    '%j is refused',
    (input) => expect(codeOf(() => decodeAwarenessUpdate(input))).toBe('AWARENESS_MALFORMED'),
  )
})

test.for([3, 124, 126, 300, 65_536, 70_000])('step 2 with %i bytes goes out in two parts', (length) => {
  const content = new Uint8Array(length).fill(7)
  const { head, header, content: rest } = encodeStep2('doc', content)
  expect(rest).toBe(content)
  expect(Uint8Array.from([...head.subarray(header), ...rest])).toEqual(frame('doc', 0, 1, content))
  const whole = Frame.of('doc', [0, 1], content)
  expect(Buffer.concat([head, rest]).equals(whole.wire)).toBe(true)
})

test('joined frames are written as one, and are two messages', () => {
  const frames = [Frame.wrap(Uint8Array.of(1, 2)), Frame.wrap(new Uint8Array(200))]
  const joined = Frame.join(frames)
  expect(Buffer.concat(frames.map(({ wire }) => wire)).equals(joined.wire)).toBe(true)
  expect(joined.messages.map((message) => message.length)).toEqual([2, 200])
})

test('frames are what lib0 reads', () => {
  const [bytes] = encodeServerMessage('ü', { type: 'close', reason: '🦉' }).messages
  const decoder = decoding.createDecoder(bytes ?? new Uint8Array())
  expect([decoding.readVarString(decoder), decoding.readVarUint(decoder), decoding.readVarString(decoder)]).toEqual([
    'ü',
    7,
    '🦉',
  ])
})
