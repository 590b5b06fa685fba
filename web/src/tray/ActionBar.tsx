import { memo } from 'react'
import { CommandButton } from '../ui/Button'
import { type Item, isIncome, waysOf } from './model'
import css from './tray.module.css'

interface Props {
  /** Whether there is something to confirm. */
  suggested: boolean
  money: boolean
  income: boolean
  selected: number
}

/** What can be done with the row at the cursor, each with its letter. */
export function ActionBar({ current, selected }: { current: Item | undefined; selected: number }) {
  return (
    <Bar
      suggested={current !== undefined && waysOf(current).length > 0}
      money={current !== undefined && current.subject !== 'connection'}
      income={current !== undefined && isIncome(current)}
      selected={selected}
    />
  )
}

/** Painted anew only when something else is possible, not at every step of the cursor. */
const Bar = memo(function Bar({ suggested, money, income, selected }: Props) {
  return (
    <div className={css.bar} role="toolbar" aria-label="Decide" data-selection={selected > 0 || undefined}>
      <CommandButton id="tray.confirm" variant="primary" disabled={!suggested} />
      <CommandButton id="tray.assign" disabled={!money} />
      <CommandButton id="tray.split" disabled={!income} />
      <CommandButton id="tray.off-job" disabled={!income} />
      <CommandButton id="tray.ignore" disabled={!money} />
      <CommandButton id="tray.rule" disabled={!money} />
      <span className={css.spring} />
      {selected > 0 ? <span className={css.selection}>{selected} selected</span> : null}
      <CommandButton id="tray.confirm-all">
        {selected > 0 ? `Confirm sure of ${selected}` : 'Confirm all sure'}
      </CommandButton>
      <CommandButton id="tray.undo" variant="quiet" />
    </div>
  )
})
