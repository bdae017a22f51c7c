import { describe, expect, test } from 'vitest'
import * as browser from '../src/browser.ts'
import * as server from '../src/index.ts'

const shared = ['AppError', 'appErrors', 'defineConfig', 'defineTask', 'toClientConfig']

describe('the entry for pages', () => {
  test('has every name of the entry for servers, so that configuration modules can be linked', () => {
    expect(Object.keys(browser)).toEqual(expect.arrayContaining(Object.keys(server)))
  })

  test.each(Object.keys(server).filter((name) => !shared.includes(name)))('%s says that it is for servers', (name) => {
    const found = (browser as Record<string, unknown>)[name] as { new (): object; (): unknown }
    const refusal = expect.objectContaining({ code: 'SERVER_ONLY', message: expect.stringContaining(name) })
    expect(() => found()).toThrow(refusal)
    expect(() => new found()).toThrow(refusal)
    expect(() => new (class extends found {})()).toThrow(refusal)
  })

  test.each(shared)('%s is the same', (name) => {
    expect((browser as Record<string, unknown>)[name]).toBe((server as Record<string, unknown>)[name])
  })
})
