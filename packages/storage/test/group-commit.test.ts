import { expect, test } from 'vitest'
import { ManualClock } from '@crochet/storage/contract'
import { GroupCommit, type Entry } from '../src/core/group-commit.ts'
import { Writer } from '../src/core/writer.ts'

/** The turns after which an append is committed that need not wait. */
async function turn(): Promise<void> {
  for (let count = 0; count < 2; count++) await new Promise(setImmediate)
}

/** Groups whose commits take as long as the test says. */
function grouping() {
  const clock = new ManualClock()
  const groups: number[] = []
  let takes = 0
  let failing = false
  const commit = (entries: readonly Entry[]): number[] => {
    groups.push(entries.length)
    clock.advance(takes)
    if (failing) throw new Error('the disk is full')
    return entries.map((_, index) => index + 1)
  }
  const group = new GroupCommit(commit, { writer: new Writer({ clock, waitLimit: 10_000 }), clock })
  const append = (): Promise<number> => group.append('a', Uint8Array.of(1))
  return { clock, groups, group, append, take: (time: number) => (takes = time), fail: () => (failing = true) }
}

test('an append to an idle journal is committed in the next turn, with the others of its turn', async () => {
  const { groups, append } = grouping()
  const appends = [append(), append()]
  expect(groups).toEqual([])
  expect(await Promise.all(appends)).toEqual([1, 2])
  expect(groups).toEqual([2])
  await turn()
  expect(groups).toEqual([2])
})

test('what a turn has to do besides is done before its appends are committed', async () => {
  const { groups, append } = grouping()
  const appended = append()
  const sent = await new Promise<number[]>((resolve) => setImmediate(() => resolve([...groups])))
  await appended
  expect([sent, groups]).toEqual([[], [1]])
})

test('under load commits are spaced by twice what they take, and what arrives in between shares one', async () => {
  const { clock, groups, append, take } = grouping()
  take(4)
  for (let time = 0; time < 200; time++) {
    await append()
    clock.advance(100)
  }
  groups.length = 0
  const began = clock.now()
  await append()
  const late = [append(), append()]
  await turn()
  clock.advance(7)
  late.push(append())
  await turn()
  expect(groups).toEqual([1])
  clock.advance(1)
  await Promise.all(late)
  expect(groups).toEqual([1, 3])
  expect(clock.now() - began).toBe(4 + 8 + 4)
  clock.advance(8)
  void append()
  await turn()
  expect(groups).toEqual([1, 3, 1])
})

test('commits that take next to nothing are 8 ms apart: each of them syncs the disk', async () => {
  const { clock, groups, append } = grouping()
  await append()
  const next = [append(), append()]
  await turn()
  clock.advance(7)
  await turn()
  expect(groups).toEqual([1])
  clock.advance(1)
  await Promise.all(next)
  expect(groups).toEqual([1, 2])
})

test('one slow commit among many does not hold up what comes after it', async () => {
  const { clock, groups, append, take } = grouping()
  take(400)
  await append()
  take(0)
  const next = append()
  await turn()
  expect(groups).toEqual([1])
  clock.advance(25)
  await next
  expect(groups).toEqual([1, 1])
})

test('a commit that fails is spaced as well', async () => {
  const { clock, groups, append, take, fail } = grouping()
  take(8)
  fail()
  await expect(append()).rejects.toThrow('full')
  const next = append()
  await turn()
  expect(groups).toEqual([1])
  clock.advance(8)
  await expect(next).rejects.toThrow('full')
})

test('close does not wait for the pause', async () => {
  const { clock, groups, group, append, take } = grouping()
  take(8)
  await append()
  const last = append()
  await turn()
  expect(groups).toEqual([1])
  await group.close()
  expect(await last).toBe(1)
  expect(groups).toEqual([1, 1])
  expect(clock.pending).toBe(0)
  await expect(append()).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
})
