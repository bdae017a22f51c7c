/**
 * The tables of the queue (format 3). `state`: `ready` (due, and nothing is in its way), `timed` (not before `run_at`),
 * `blocked` (behind the one with the same key), `running`, `done`, `dead`, `cancelled`; the first three are what the port calls
 * pending. `lane` is the queue and the task: what a worker takes jobs from, in the order of the index. `begun`: whether a worker
 * ever had it, so that of one key at most one has begun and is not over, and at most one waits behind it.
 */
export const jobTables = `
  CREATE TABLE crochet_jobs (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, lane TEXT NOT NULL, task TEXT NOT NULL, queue TEXT NOT NULL,
    key TEXT, state TEXT NOT NULL, begun INTEGER NOT NULL DEFAULT 0, priority INTEGER NOT NULL, run_at INTEGER NOT NULL,
    input TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL, progress REAL NOT NULL DEFAULT 0,
    error TEXT, token TEXT, lease_until INTEGER, cancelling INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER
  );
  CREATE INDEX crochet_jobs_ready ON crochet_jobs (lane, priority DESC, run_at, number) WHERE state = 'ready';
  CREATE INDEX crochet_jobs_timed ON crochet_jobs (run_at) WHERE state = 'timed';
  CREATE INDEX crochet_jobs_leased ON crochet_jobs (lease_until) WHERE state = 'running';
  CREATE INDEX crochet_jobs_running ON crochet_jobs (task) WHERE state = 'running';
  CREATE INDEX crochet_jobs_key ON crochet_jobs (task, key) WHERE key IS NOT NULL AND finished_at IS NULL;
  CREATE INDEX crochet_jobs_over ON crochet_jobs (state, finished_at) WHERE finished_at IS NOT NULL;
  CREATE TABLE crochet_job_schedules (name TEXT PRIMARY KEY, pattern TEXT NOT NULL, fired INTEGER NOT NULL);
`

/** What is noted beside the input of a job, as JSON (format 4). */
export const jobsAbout = 'ALTER TABLE crochet_jobs ADD COLUMN about TEXT;'
