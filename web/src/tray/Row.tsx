import { memo } from 'react'
import { formatDay, formatDayLong } from '../lib/dates'
import { formatMoney } from '../lib/money'
import css from './grid.module.css'
import {
  changeOf,
  closeWays,
  type Item,
  kindSigns,
  kindWords,
  lineOf,
  type Way,
  waysOf,
  whoOf,
} from './model'
import { usePreview } from './usePreview'

interface Props {
  item: Item
  /** Where it stands in the whole list; null while all of it is on the page, where nobody needs to be told. */
  rowIndex: number | null
  currency: string
  /** Has the grid's one tab stop. */
  current: boolean
  open: boolean
  selected: boolean
  /** Being put back by an undo. */
  busy: boolean
  /** Something came back from the server about it. */
  flash: boolean
  /** On a phone: a card with two big buttons. */
  card: boolean
}

export const rowId = (id: string) => `row-${id}`

/** One question in one line. Clicks are the grid's: a row knows nothing but what it shows. */
export const Row = memo(function Row({
  item,
  rowIndex,
  currency,
  current,
  open,
  selected,
  busy,
  flash,
  card,
}: Props) {
  const line = lineOf(item)
  const ways = waysOf(item)
  const change = changeOf(item, ways, currency)
  const states = [
    css.row,
    selected ? css.selected : '',
    open ? css.open : '',
    busy ? css.busy : '',
    flash ? css.flash : '',
  ]
  return (
    <div
      role="row"
      id={rowId(item.id)}
      data-row={item.id}
      aria-level={1}
      aria-rowindex={rowIndex ?? undefined}
      aria-expanded={open}
      aria-selected={selected}
      aria-busy={busy || undefined}
      tabIndex={current ? 0 : -1}
      className={states.filter(Boolean).join(' ')}
    >
      <span role="gridcell" className={css.kind}>
        <span className={css.box} data-select="" aria-hidden="true" />
        <span className={css.sign} aria-hidden="true">
          {kindSigns[item.type]}
        </span>
        {kindWords[item.type]}
      </span>
      <span role="gridcell" className={css.date}>
        {line ? (
          <time dateTime={line.date} title={formatDayLong(line.date)}>
            {formatDay(line.date)}
          </time>
        ) : null}
      </span>
      <span role="gridcell" className={css.who} title={line?.description}>
        {whoOf(item)}
      </span>
      <span role="gridcell" className={css.amount}>
        {line ? formatMoney(line.amount, currency, 'always') : null}
      </span>
      <span role="gridcell" className={css.best}>
        {item.subject === 'connection' ? item.why : <Best item={item} ways={ways} />}
      </span>
      <span role="gridcell" className={css.change} title={change || undefined}>
        {current && ways[0]?.delta === '' && ways[0].act.kind !== 'assign_job' ? (
          <AskedChange item={item} way={ways[0]} unless={change} />
        ) : (
          change
        )}
      </span>
      {card ? (
        <span role="gridcell" className={css.thumb}>
          <button
            type="button"
            tabIndex={-1}
            data-act="confirm"
            className={css.big}
            disabled={ways.length === 0 || busy}
          >
            Confirm
          </button>
          <button type="button" tabIndex={-1} data-act="other" className={css.other}>
            Other
          </button>
        </span>
      ) : null}
    </div>
  )
})

/** Of the row one is on, the server is asked what its suggestion would change. */
function AskedChange({ item, way, unless }: { item: Item; way: Way; unless: string }) {
  return usePreview(item, way.act) ?? unless
}

function Best({ item, ways }: { item: Item; ways: readonly Way[] }) {
  const [best] = ways
  if (!best) {
    return (
      <span className={css.none}>
        {item.type === 'expense_needs_job' ? 'No job fits' : 'No payment fits'}
      </span>
    )
  }
  const near = closeWays(ways)
  return (
    <>
      {best.percent === null ? null : <Sureness way={best} />}
      {near ? <span className={css.near}>{near} ways</span> : null}
      <span className={css.label} title={best.label}>
        {best.label}
      </span>
    </>
  )
}

/** How sure, in a word and a number; the colour says nothing more. */
export function Sureness({ way }: { way: Way }) {
  const tone = { Sure: css.sure, Likely: css.likely }[way.words] ?? css.unsure
  return (
    <span className={`${css.sureness} ${tone}`}>
      {way.words} {way.percent} %
    </span>
  )
}
