import { describe, expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import { storageContract } from '@crochet/storage/contract'

storageContract(
  { describe, test, expect },
  {
    name: 'memory',
    open: (options) => openStorage('memory:', options),
    reopen: { unable: 'memory keeps nothing once it is closed' },
    damage: { unable: 'nothing but the adapter can reach its memory' },
    breakJournal: { unable: 'memory has no disk that could fail' },
  },
)
