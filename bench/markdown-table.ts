type Cell = string | number

/**
 * A table in Markdown, its columns aligned so that it can also be read as text.
 *
 * @param rows cells by column; numbers are set right
 */
export function markdownTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(3, ...texts.map((row) => (row[column] ?? '').length)))
  const isNumeric = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'))
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => pad(row[column] ?? '', width, isNumeric[column] ?? false)).join(' | ')} |`
  const rule = widths.map((width, column) => (isNumeric[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  const [first = [], ...others] = texts
  return [line(first), `| ${rule.join(' | ')} |`, ...others.map(line)].join('\n')
}

const pad = (text: string, width: number, right: boolean): string => (right ? text.padStart(width) : text.padEnd(width))
