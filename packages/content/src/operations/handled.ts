import type { Entity, Field } from '../config/compile.ts'
import type { Core } from '../core.ts'
import { isUsedAmong } from './run-field-hooks.ts'

// Asked for each operation: handlers come and go.

type Point = keyof Entity['points']
type FieldPoint = keyof Field['points']

const observers = ['afterCommit', 'afterRollback'] as const
const ofUpdate: readonly Point[] = ['beforeValidate', 'afterValidate', 'beforeChange', 'afterRead', 'afterChange']
const ofFields: readonly FieldPoint[] = ['beforeValidate', 'beforeChange', 'afterRead', 'afterChange']

/** Whether some handler is given each document that is read. */
export const handlesReads = ({ points, fields }: Entity): boolean =>
  points.afterFetch.used || points.afterRead.used || isUsedAmong(fields, 'afterRead')

/** Whether some handler is called for each document that is updated. */
export const handlesUpdates = ({ core, entity }: { core: Core; entity: Entity }): boolean =>
  isUsed(core, entity, ofUpdate) || ofFields.some((stage) => isUsedAmong(entity.fields, stage))

/** Whether some handler is called for each document that is deleted. */
export const handlesDeletions = ({ core, entity }: { core: Core; entity: Entity }): boolean =>
  isUsed(core, entity, ['beforeDelete', 'afterDelete'])

const isUsed = ({ root }: Core, { points }: Entity, names: readonly Point[]): boolean =>
  observers.some((name) => root[name].used) || [...names, ...observers].some((name) => points[name].used)
