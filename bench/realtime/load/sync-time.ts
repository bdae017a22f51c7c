import { open } from 'node:fs/promises'
import { median } from '../../statistics.ts'

/** @returns milliseconds that it takes to append a page to a file and have it on disk, the median of many */
export async function syncTime(path: string): Promise<number> {
  await using file = await open(path, 'w')
  const page = Buffer.alloc(4096, 1)
  const times: number[] = []
  for (let i = 0; i < 100; i++) {
    const start = performance.now()
    await file.write(page)
    await file.datasync()
    times.push(performance.now() - start)
  }
  return median(times)
}
