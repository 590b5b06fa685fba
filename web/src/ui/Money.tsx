import { formatMoney, type Sign } from '../lib/money'
import css from './text.module.css'

interface Props {
  amount: string
  currency?: string
  sign?: Sign
  cents?: boolean
}

/** An amount as the server wrote it, in figures that stand under each other. */
export function Money({ amount, currency = 'USD', sign = 'auto', cents = true }: Props) {
  return <span className={css.figure}>{formatMoney(amount, currency, sign, cents)}</span>
}
