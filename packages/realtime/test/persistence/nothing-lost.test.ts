import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { JournalFolder } from './journal-folder.ts'
import { Lives, type Step } from './lives.ts'

const step: fc.Arbitrary<Step> = fc.constantFrom(
  ...Array<Step>(5).fill('append'),
  ...Array<Step>(4).fill('turn'),
  ...(['lock', 'unlock', 'time', 'store', 'stored', 'compact', 'kill'] as const),
)

test.each(['store', 'ahead'] as const)(
  'mode %s: whatever fails and whenever the process is killed, what was called saved is there',
  async (mode) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        await using folder = await JournalFolder.make()
        const lives = new Lives(folder, mode)
        for (const each of steps) await lives.take(each)
        await lives.take('kill')
        expect(lives.faults).toEqual([])
      }),
      { numRuns: 50 },
    )
  },
)
