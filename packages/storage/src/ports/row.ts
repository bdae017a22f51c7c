export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/**
 * Values by column name. What goes in must suit the column's type, or the call fails with `ROW_VALUE`; what comes out
 * is a fresh copy each time. `undefined` means "left out".
 */
export type Row = Record<string, JsonValue | undefined>

/** What identifies a row in its table: text, or a number where the table says so. */
export type Id = string | number
