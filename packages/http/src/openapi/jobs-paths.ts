import { answer, refusals } from './answers.ts'
import type { Parameter } from './parameters.ts'
import type { Operation, Paths } from './paths.ts'
import { objectSchema, orNull, type Schema } from './schema.ts'

const text: Schema = { type: 'string' }
const time: Schema = { type: 'integer', description: 'Milliseconds since 1970.' }
const state: Schema = { type: 'string', enum: ['pending', 'running', 'done', 'dead', 'cancelled'] }

const job: Schema = objectSchema(
  {
    id: text,
    task: text,
    queue: text,
    key: text,
    state,
    input: {},
    priority: { type: 'integer' },
    runAt: time,
    attempt: { type: 'integer', description: 'How often it has been begun.' },
    attempts: { type: 'integer', description: 'How often it may be begun.' },
    progress: { type: 'number', minimum: 0, maximum: 1 },
    error: { type: 'string', description: 'What made the last attempt fail.' },
    createdAt: time,
    startedAt: time,
    finishedAt: time,
  },
  ['id', 'task', 'queue', 'state', 'input', 'priority', 'runAt', 'attempt', 'attempts', 'progress', 'createdAt'],
)

const id: Parameter = { name: 'id', in: 'path', required: true, description: 'Id of the job.', schema: text }
const query = (name: string, description: string, schema: Schema): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
})

const about = (name: string, summary: string): Pick<Operation, 'operationId' | 'summary' | 'tags'> => ({
  operationId: `${name}_jobs`,
  summary,
  tags: ['jobs'],
})

const changed = answer('What became of it.', objectSchema({ id: text, state: text }, ['id', 'state']))

/** What is served at `/api/jobs`. */
export const jobsPaths: Paths = {
  '/api/jobs': {
    get: {
      ...about('list', 'Jobs, the newest first'),
      parameters: [
        query('state', 'Only those in this state.', state),
        query('task', 'Only those of this task.', text),
        query('queue', 'Only those of this queue.', text),
        query('key', 'Only those with this key.', text),
        query('limit', 'How many.', { type: 'integer', minimum: 1, maximum: 250, default: 50 }),
        query('before', 'Only those before the one with this id: `next` of the page before.', text),
      ],
      responses: {
        '200': answer(
          'The page.',
          objectSchema({ docs: { type: 'array', items: job }, next: orNull(text) }, ['docs', 'next']),
        ),
        ...refusals(400, 403),
      },
    },
  },
  '/api/jobs/{id}': {
    get: {
      ...about('find', 'One job'),
      parameters: [id],
      responses: { '200': answer('The job.', job), ...refusals(403, 404) },
    },
  },
  '/api/jobs/{id}/cancel': {
    post: {
      ...about('cancel', 'Cancel a job, or ask the one that runs to end'),
      parameters: [id],
      responses: { '200': changed, ...refusals(403, 404, 409) },
    },
  },
  '/api/jobs/{id}/retry': {
    post: {
      ...about('retry', 'Run a dead or cancelled job again'),
      parameters: [id],
      responses: { '200': changed, ...refusals(403, 404, 409) },
    },
  },
}
