import type { Id } from '@crochet/storage'
import { isPlainObject } from '@crochet/hooks'
import { withoutUnreadable } from '../access/field-access.ts'
import type { Entity } from '../config/compile.ts'
import { isIdOf } from '../config/own-id.ts'
import { copyPlain } from '../documents/copy-plain.ts'
import { readSelect, selectedFields } from '../query/select.ts'
import type { Doc } from '../untyped.ts'
import { mostIds, readTargets } from './read-targets.ts'
import type { Run } from './run.ts'

/**
 * Gives fields whose value is that of another document (`virtual: 'author.name'`) the one that the caller would get along the path:
 * `null` where a relationship is empty, or a document or field on the way may not be read. In place; one read of each collection and
 * level, for all fields and documents together.
 */
export async function readBorrowed(run: Run, docs: readonly Doc[]): Promise<void> {
  const { borrowed } = run.entity
  if (borrowed.length === 0) return
  const wanted = selectedFields(run.entity, readSelect(run.entity, run.args.select))
  const fields = borrowed.filter(({ name }) => wanted?.has(name) !== false)
  const seen = await Promise.all(docs.map((doc) => withoutUnreadable(run, doc)))
  const follow = await follower(run, { entity: run.entity, docs: seen, paths: fields.map(({ keys }) => keys) })
  for (const [index, doc] of docs.entries()) {
    for (const { name, keys } of fields) doc[name] = copyPlain(follow(seen[index], keys))
  }
}

/** The value at the end of a path from a document. */
type Follow = (doc: Doc | undefined, keys: readonly string[]) => unknown

interface Following {
  /** Whose documents these are. */
  readonly entity: Entity
  readonly docs: readonly Doc[]
  readonly paths: readonly (readonly string[])[]
}

/** Reads what the paths need of other documents, level by level. */
async function follower(run: Run, { entity, docs, paths }: Following): Promise<Follow> {
  const steps = paths.flatMap((keys) => {
    const target = targetOf(run, entity, keys)
    return target === undefined ? [] : [{ target, keys }]
  })
  const behind = new Map<Entity, Follow>()
  const found = new Map<Entity, ReadonlyMap<unknown, Doc>>()
  for (const [target, asked] of Map.groupBy(steps, (step) => step.target)) {
    const heads = new Set(asked.map(({ keys }) => keys[0] ?? ''))
    const ids = docs.flatMap((doc) => [...heads].map((head): unknown => doc[head]).filter((id) => isIdOf(target, id)))
    const rests = asked.map(({ keys }) => keys.slice(1))
    const others = await readAll(run, target, { ids: [...new Set(ids)] as Id[], rests })
    found.set(target, new Map(others.map((doc) => [doc['id'], doc])))
    behind.set(target, await follower(run, { entity: target, docs: others, paths: rests }))
  }
  return (doc, keys) => {
    const target = targetOf(run, entity, keys)
    if (target === undefined) return valueIn(doc, keys)
    const [head = '', ...rest] = keys
    return behind.get(target)?.(found.get(target)?.get(doc?.[head]), rest) ?? null
  }
}

/** The collection that a path goes on in; `undefined` when it ends in the document itself. */
function targetOf({ core }: Run, entity: Entity, [head, ...rest]: readonly string[]): Entity | undefined {
  const relation = rest.length === 0 ? undefined : entity.fields.find(({ name }) => name === head)?.relation
  return relation === undefined ? undefined : core.collections.get(relation.to[0] ?? '')
}

/** Finds documents as the caller may see them, with what the paths begin with and nothing else. */
async function readAll(
  run: Run,
  { slug }: Entity,
  { ids, rests }: { ids: readonly Id[]; rests: readonly (readonly string[])[] },
): Promise<Doc[]> {
  const select = Object.fromEntries(rests.map(([head = '']) => [head, true]))
  const docs: Doc[] = []
  for (let start = 0; start < ids.length; start += mostIds) {
    const targets = await readTargets(run, { slug, ids: ids.slice(start, start + mostIds), depth: 0, select })
    docs.push(...(await targets.finish()))
  }
  return docs
}

/** Goes into groups and `json` fields. */
function valueIn(doc: Doc | undefined, keys: readonly string[]): unknown {
  let value: unknown = doc
  for (const key of keys) {
    if (!isPlainObject(value) || !Object.hasOwn(value, key)) return null
    value = value[key]
  }
  return value ?? null
}
