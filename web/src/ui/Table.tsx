import type { ReactNode } from 'react'
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
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={names(column)}>
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
