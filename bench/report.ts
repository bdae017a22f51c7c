import { markdownTable } from './markdown-table.ts'
import { own, type Bar, type Question, type Row } from './question.ts'
import type { Results, Verdict } from './results.ts'

/** The tables of this benchmark, in Markdown. */
export function report(questions: readonly Question[], results: Results): string {
  return [`## Bars\n${bars(questions, results)}`, ...questions.map((question) => section(question, results))].join(
    '\n\n',
  )
}

function bars(questions: readonly Question[], results: Results): string {
  const rows = questions.flatMap((question) =>
    question.rows.flatMap((row) =>
      results
        .judge(question, row)
        .map((verdict) => [
          `${question.name}: ${row.label}`,
          barText(verdict.bar, row),
          measured(verdict, row),
          met(verdict),
        ]),
    ),
  )
  return markdownTable(['', 'bar', 'measured', ''], rows)
}

function section(question: Question, results: Results): string {
  const peers = question.contenders.filter((contender) => contender !== own)
  const head = ['', ...question.contenders, ...peers.map((peer) => `${own} ÷ ${peer}`), 'bar', '']
  const rows = question.rows.map((row) => {
    const verdicts = results.judge(question, row)
    return [
      row.label,
      ...question.contenders.map((contender) => figure(results.figure(question, contender, row.key), row.unit)),
      ...peers.map((peer) => figure(results.ratio(question, peer, row.key), '')),
      verdicts.map(({ bar }) => barText(bar, row)).join('; '),
      verdicts.map(met).join('; '),
    ]
  })
  const generator = results.generator(question)
  const busy = generator === 0 ? '' : ` Generating the load took at most ${generator.toFixed(2)} of a core.`
  return `## ${question.name}\n${question.asks}\n\n${question.method}${busy}\n\n${markdownTable(head, rows)}`
}

function barText({ against, least, most }: Bar, { unit }: Row): string {
  const limit = least === undefined ? `≤ ${most}` : `≥ ${least}`
  return against === undefined ? `${limit} ${unit}` : `${limit} × ${against}`
}

const measured = ({ bar, measured: value }: Verdict, { unit }: Row): string =>
  bar.against === undefined ? figure(value, unit) : figure(value, '×')

const met = ({ measured: value, isMet }: Verdict): string =>
  isMet ? 'met' : Number.isNaN(value) ? '**not measured**' : '**not met**'

/** Three digits are as much as can be trusted. */
function figure(value: number, unit: string): string {
  if (Number.isNaN(value)) return '–'
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))))
  const text = value.toLocaleString('en', { maximumFractionDigits: Math.min(2, digits) })
  return unit === '' ? text : `${text} ${unit}`
}
