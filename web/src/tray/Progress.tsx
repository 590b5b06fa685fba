import { memo } from 'react'
import { useCompany } from '../app/company'
import { decisions, medianMs } from '../lib/figures'
import { formatMoney } from '../lib/money'
import { useCell } from '../lib/store'
import css from './tray.module.css'

interface Props {
  count: number
  shown: number
  amount: string | undefined
  /** The amount is being asked for again. */
  settling: boolean
}

/** The server's own guess of a decision, until this session has a measure of its own. */
const usualMs = 40_000
const enough = 5

/** "12 left · about 4 min · $18,240 unexplained". */
export const Progress = memo(function Progress({ count, shown, amount, settling }: Props) {
  const { company } = useCompany()
  const all = useCell(decisions)
  if (amount === undefined || count === 0) return null
  const each = all.length >= enough ? (medianMs(all) ?? usualMs) : usualMs
  const minutes = Math.max(1, Math.ceil((count * each) / 60_000))
  return (
    <p className={css.progress} aria-busy={settling || undefined}>
      <strong>{shown < count ? `${shown} of ${count}` : `${count} left`}</strong> · about {minutes} min ·{' '}
      {formatMoney(amount, company.currency, 'never', false)} unexplained
    </p>
  )
})
