import { memo } from 'react'
import { CommandButton } from '../ui/Button'
import { type Item, isIncome, waysOf } from './model'
import css from './tray.module.css'

/** What can be done with the row at the cursor, each with its letter. */
export const ActionBar = memo(function ActionBar({
  current,
  selected,
}: {
  current: Item | undefined
  selected: number
}) {
  const money = current !== undefined && current.subject !== 'connection'
  const income = current !== undefined && isIncome(current)
  return (
    <div className={css.bar} role="toolbar" aria-label="Decide" data-selection={selected > 0 || undefined}>
      <CommandButton
        id="tray.confirm"
        variant="primary"
        disabled={!current || waysOf(current).length === 0}
      />
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
