// The thread of `snapshots.ts`: does one job after another, and tells what came of it.
import { parentPort } from 'node:worker_threads'
import { makeSnapshot } from './make-snapshot.ts'
import { verifySnapshot, type Snapshot } from './verify-snapshot.ts'

export type SnapshotJob =
  | { readonly is: 'make'; readonly update: Uint8Array<ArrayBuffer>; readonly gc: boolean }
  | { readonly is: 'verify'; readonly snapshot: Snapshot }

export type JobResult =
  | { readonly is: 'made'; readonly update: Uint8Array }
  | { readonly is: 'verified'; readonly problem: string | undefined }
  | { readonly is: 'failed'; readonly message: string }

function resultOf(job: SnapshotJob): JobResult {
  try {
    switch (job.is) {
      case 'make':
        return { is: 'made', update: makeSnapshot(job.update, { gc: job.gc }) }
      case 'verify':
        return { is: 'verified', problem: verifySnapshot(job.snapshot) }
    }
  } catch (error) {
    return { is: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.postMessage('ready')
parentPort?.on('message', (job: SnapshotJob) => parentPort?.postMessage(resultOf(job)))
