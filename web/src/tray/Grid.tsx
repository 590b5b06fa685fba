import { type MouseEvent, memo, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import css from './grid.module.css'
import type { Item } from './model'
import { Row } from './Row'

interface Props {
  items: readonly Item[]
  currency: string
  cursor: string | null
  /** The rows that show their detail. */
  opened: ReadonlySet<string>
  selected: ReadonlySet<string>
  busy: ReadonlyMap<string, unknown>
  talks: ReadonlyMap<string, unknown>
  cards: boolean
  detail: (item: Item) => ReactNode
  onRow: (id: string, what: 'toggle' | 'select' | 'extend' | 'confirm' | 'open') => void
}

/** Rows in the page at once. More are one press away; find-in-page and screen readers see what there is. */
const batch = 100

export const Grid = memo(function Grid(props: Props) {
  const { items, currency, cursor, opened, selected, busy, talks, cards, detail, onRow } = props
  const [limit, setLimit] = useState(batch)
  const at = items.findIndex((item) => item.id === cursor)
  const shown = items.slice(0, Math.max(limit, at + 1))
  // Indices would change for every row below one that leaves, and with them every row.
  const all = shown.length === items.length

  const onClick = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as HTMLElement
    const row = target.closest<HTMLElement>('[data-row]')
    if (!row?.dataset.row) return
    const id = row.dataset.row
    const act = target.closest<HTMLElement>('[data-act]')?.dataset.act
    if (act) onRow(id, act === 'confirm' ? 'confirm' : 'open')
    else if (event.shiftKey) onRow(id, 'extend')
    else if (target.closest('[data-select]') || event.ctrlKey || event.metaKey) onRow(id, 'select')
    // Text that was just marked is to be copied, not clicked away.
    else if (!getSelection()?.toString()) onRow(id, 'toggle')
  }

  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are in the command table */}
      <div
        role="treegrid"
        aria-label="Questions"
        aria-multiselectable="true"
        aria-rowcount={all ? undefined : items.length + 1}
        aria-colcount={cards ? 7 : 6}
        className={cards ? `${css.grid} ${css.cards}` : css.grid}
        onClick={onClick}
      >
        <div role="row" aria-rowindex={all ? undefined : 1} className={css.head}>
          <span role="columnheader">Kind</span>
          <span role="columnheader">Date</span>
          <span role="columnheader">Who</span>
          <span role="columnheader" className={css.amount}>
            Amount
          </span>
          <span role="columnheader">Best suggestion</span>
          <span role="columnheader">What changes</span>
          {cards ? <span role="columnheader">Decide</span> : null}
        </div>
        {shown.map((item, index) => {
          const open = opened.has(item.id)
          return (
            <div key={item.id} role="presentation">
              <Row
                item={item}
                rowIndex={all ? null : index + 2}
                currency={currency}
                current={item.id === cursor}
                open={open}
                selected={selected.has(item.id)}
                busy={busy.has(item.id)}
                flash={talks.has(item.id)}
                card={cards}
              />
              {open ? (
                <Under rowIndex={all ? null : index + 2} span={cards ? 7 : 6} follow={item.id === cursor}>
                  {detail(item)}
                </Under>
              ) : null}
            </div>
          )
        })}
      </div>
      {shown.length < items.length ? (
        <button type="button" className={css.more} onClick={() => setLimit(limit + batch)}>
          Show {Math.min(batch, items.length - shown.length)} more of {items.length}
        </button>
      ) : null}
    </>
  )
})

interface UnderProps {
  rowIndex: number | null
  span: number
  /** Whether the page scrolls so that all of it is seen, also when it grows. */
  follow: boolean
  children: ReactNode
}

function Under({ rowIndex, span, follow, children }: UnderProps) {
  const row = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = row.current
    if (!element || !follow) return
    // With the row it belongs to; and where both do not fit, the row.
    const show = () => {
      element.scrollIntoView({ block: 'nearest' })
      element.previousElementSibling?.scrollIntoView({ block: 'nearest' })
    }
    show()
    if (typeof ResizeObserver === 'undefined') return
    let height = element.clientHeight
    const observer = new ResizeObserver(() => {
      if (element.clientHeight > height) show()
      height = element.clientHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [follow])
  return (
    <div ref={row} role="row" aria-level={2} aria-rowindex={rowIndex ?? undefined} className={css.under}>
      <div role="gridcell" aria-colspan={span}>
        {children}
      </div>
    </div>
  )
}
