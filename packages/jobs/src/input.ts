import { describeThrown } from '@crochet/hooks'
import type { JsonValue } from '@crochet/storage'
import { JobError } from './errors.ts'

/** What is used of a schema by the Standard Schema specification (https://standardschema.dev): zod, valibot, arktype fit. */
export interface InputSchema<Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Input> | Promise<SchemaResult<Input>>
    readonly types?: { readonly input: unknown; readonly output: Input } | undefined
  }
}

type SchemaResult<Input> =
  | { readonly value: Input; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] }

/** A schema, or a function that returns the input as the handler gets it, and throws when it is wrong. */
export type InputCheck<Input> = InputSchema<Input> | ((input: unknown) => Input | Promise<Input>)

/** @returns the input as the handler gets it. @throws JobError `JOB_INPUT` */
export async function checkInput(
  check: InputCheck<unknown> | undefined,
  input: unknown,
  task: string,
): Promise<unknown> {
  if (check === undefined) return input
  if (typeof check === 'function') {
    try {
      return await check(input)
    } catch (cause) {
      throw new JobError('JOB_INPUT', `The input of task "${task}" is refused: ${describeThrown(cause)}`, {
        task,
        cause,
      })
    }
  }
  const result = await check['~standard'].validate(input)
  if (result.issues === undefined) return result.value
  const lines = result.issues.map(
    ({ message, path }) => `\n- ${path === undefined ? '' : `${path.map(keyOf).join('.')}: `}${message}`,
  )
  throw new JobError('JOB_INPUT', `The input of task "${task}" is refused:${lines.join('')}`, { task })
}

/** Bytes of an input as JSON, unless the application says otherwise. */
export const defaultInputLimit = 65_536

interface Limited {
  readonly task: string
  /** Bytes as JSON. */
  readonly limit: number
}

/** @returns The input as it is kept. @throws JobError `JOB_INPUT`, `JOB_INPUT_SIZE` */
export function toStored(input: unknown, limited: Limited): JsonValue {
  return JSON.parse(toJson(input ?? null, limited)) as JsonValue
}

/** Of what is plain already. @throws JobError `JOB_INPUT`, `JOB_INPUT_SIZE` */
export function checkStorable(input: object, limited: Limited): void {
  toJson(input, limited)
}

function toJson(input: unknown, { task, limit }: Limited): string {
  let json: string | undefined
  try {
    json = JSON.stringify(input)
  } catch (cause) {
    throw new JobError('JOB_INPUT', `The input of task "${task}" cannot be written as JSON.`, { task, cause })
  }
  if (json === undefined)
    throw new JobError('JOB_INPUT', `The input of task "${task}" cannot be written as JSON.`, { task })
  const size = Buffer.byteLength(json)
  if (size <= limit) return json
  const message = `The input of task "${task}" has ${size} bytes as JSON; ${limit} are allowed.`
  throw new JobError('JOB_INPUT_SIZE', message, { task })
}

function keyOf(part: unknown): string {
  return String(typeof part === 'object' && part !== null && 'key' in part ? part.key : part)
}
