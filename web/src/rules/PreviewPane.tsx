import { formatMoney } from '../lib/money'
import { Money } from '../ui/Money'
import { Refused } from '../ui/Notice'
import { Skeleton } from '../ui/states'
import { Day } from '../ui/When'
import type { Rule } from './queries'
import css from './rules.module.css'
import { items, type Preview, type PreviewRow, whyNot } from './words'

interface Props {
  preview: Preview | undefined
  /** What has to be written before anything can be shown. */
  waiting: string | null
  error: unknown
  rules: readonly Rule[]
  currency: string
}

/** What a rule would touch, and what it would leave alone and why. */
export function PreviewPane({ preview, waiting, error, rules, currency }: Props) {
  const patternOf = (id: string) => rules.find((rule) => rule.id === id)?.pattern
  return (
    <div className={css.preview} aria-live="polite" aria-atomic="false">
      <h3>What it would do now</h3>
      {waiting ? <p className={css.quiet}>{waiting}</p> : null}
      {!waiting && error ? <Refused error={error} title="The preview did not come" /> : null}
      {!waiting && !error && !preview ? <Skeleton rows={3} label="Looking what it would touch" /> : null}
      {preview ? (
        <>
          <p className={css.sum}>
            {preview.touched === 0 ? (
              'Nothing that is open now. It waits for the next one.'
            ) : (
              <>
                Would touch <strong>{items(preview.touched)}</strong>, {formatMoney(preview.amount, currency)}
                .
              </>
            )}{' '}
            Decided items stay as they are.
          </p>
          <Rows rows={preview.touched_rows} count={preview.touched} currency={currency} />
          {preview.would_not > 0 ? (
            <>
              <h3>Would leave alone: {preview.would_not}</h3>
              <Rows
                rows={preview.would_not_rows}
                count={preview.would_not}
                currency={currency}
                why={(row) => whyNot(row.why_not, patternOf)}
              />
            </>
          ) : null}
        </>
      ) : null}
    </div>
  )
}

const shown = 6

interface RowsProps {
  rows: readonly PreviewRow[]
  count: number
  currency: string
  why?: (row: PreviewRow) => string
}

function Rows({ rows, count, currency, why }: RowsProps) {
  if (rows.length === 0) return null
  return (
    <>
      <ul className={css.rows}>
        {rows.slice(0, shown).map((row) => (
          <li key={row.transaction_id}>
            <Day day={row.date} />
            <span className={css.who} title={row.description}>
              {row.description}
              {why ? <small>{why(row)}</small> : null}
            </span>
            <Money amount={row.amount} currency={currency} />
          </li>
        ))}
      </ul>
      {count > shown ? <p className={css.quiet}>and {count - shown} more</p> : null}
    </>
  )
}
