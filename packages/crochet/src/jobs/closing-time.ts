/** Milliseconds that jobs have to end when the application closes; then they are asked to, and two seconds later they are given back. */
const defaultGrace = 3000

/** Milliseconds in which a process ends, jobs and everything else. */
const patience = 10_000

/** @returns how long jobs may go on when the application closes, and how long closing may take in all, in milliseconds */
export function closingTime({ grace = defaultGrace }: { grace?: number }): { grace: number; patience: number } {
  return { grace, patience: patience + Math.max(0, grace - defaultGrace) }
}
