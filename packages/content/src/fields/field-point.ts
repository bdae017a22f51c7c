import type { PointField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'

/** `point`: a place on earth as `[longitude, latitude]` in degrees (RFC 7946, 3.1.1). */
export const point: FieldType<PointField> = {
  column: 'json',
  options: {},
  check(value) {
    if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isFinite)) {
      return 'must be two numbers: [longitude, latitude]'
    }
    const [longitude, latitude] = value as [number, number]
    if (Math.abs(longitude) > 180) return 'must have a longitude from -180 to 180'
    return Math.abs(latitude) > 90 ? 'must have a latitude from -90 to 90' : undefined
  },
}
