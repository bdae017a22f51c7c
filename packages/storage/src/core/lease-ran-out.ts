/** The error of a job whose last attempt nobody has ended. */
export const ranOut = 'The worker that had the job was lost, and it has no attempt left.'
