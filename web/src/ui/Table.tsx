import { type ReactNode, useEffect, useRef } from 'react'
import css from './table.module.css'

export interface Column<Row> {
  key: string
  title: ReactNode
  cell: (row: Row) => ReactNode
  /** Figures stand right. */
  right?: boolean
  /** Names the row to screen readers; one column a table. */
  heads?: boolean
  /** Left out where the screen is narrow. */
  wideOnly?: boolean
  /** The rows are in the order of this column. */
  sorted?: 'ascending' | 'descending' | undefined
}

interface Props<Row> {
  /** What the table is about; shown to screen readers alone. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
}

/** A table for reading. (The tray is a treegrid of its own.) */
export function Table<Row>({ caption, columns, rows, rowKey }: Props<Row>) {
  const names = (column: Column<Row>) =>
    [column.right ? css.right : '', column.wideOnly ? css.wideOnly : ''].filter(Boolean).join(' ') ||
    undefined
  const scroll = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = scroll.current
    if (!element) return
    // What has to be scrolled sideways can be scrolled by keys; what has not is no stop for Tab.
    const look = () => {
      if (element.scrollWidth > element.clientWidth) element.tabIndex = 0
      else element.removeAttribute('tabindex')
    }
    const watch = new ResizeObserver(look)
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  return (
    <div className={css.scroll} ref={scroll}>
      <table className={css.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={names(column)} aria-sort={column.sorted}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) =>
                column.heads ? (
                  <th key={column.key} scope="row" className={names(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={names(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
