const ofAnswer = ['depth', 'select', 'populate', 'joins', 'locale'] as const
const ofGlobal = ['depth', 'select', 'populate', 'locale'] as const

/** The parameters that each kind of route takes; any other is refused. */
export const queryNames = {
  find: ['where', 'sort', 'limit', 'page', 'pagination', ...ofAnswer],
  count: ['where', 'locale'],
  distinct: ['field', 'where', 'sort', 'limit', 'page', 'locale'],
  findByID: ofAnswer,
  create: ofAnswer,
  update: ofAnswer,
  updateMany: ['where', 'limit', 'onError', ...ofAnswer],
  delete: ['locale'],
  deleteMany: ['where', 'limit', 'onError', 'locale'],
  duplicate: ofAnswer,
  findGlobal: ofGlobal,
  updateGlobal: ofGlobal,
  findVersions: ['where', 'sort', 'limit', 'page', 'pagination', ...ofGlobal],
  findVersionByID: ofGlobal,
  restoreVersion: ofAnswer,
  restoreGlobalVersion: ofGlobal,
} as const satisfies Record<string, readonly string[]>

export type RouteName = keyof typeof queryNames
export type QueryName = (typeof queryNames)[RouteName][number]
