import { Link, useSearchParams } from 'wouter'
import { useCompany } from '../app/company'
import type { Age, InvoiceRow, Rows } from '../app/figures'
import { Money } from '../ui/Money'
import { Empty } from '../ui/states'
import { type Column, Table } from '../ui/Table'
import { AgeBar, AgeList } from './ArTile'
import ageCss from './ages.module.css'
import css from './behind.module.css'
import { useInvoiceColumns } from './RowsOf'
import { ages, plural, type Tiles } from './words'

/** Open invoices by age; one age alone where the address says so. */
export function ArRows({ rows, tiles }: { rows: Rows<'ar_buckets'>; tiles: Tiles | undefined }) {
  const { company } = useCompany()
  const invoice = useInvoiceColumns('balance')
  const columns: Column<InvoiceRow>[] = [
    ...invoice.slice(0, -2),
    { key: 'age', title: 'Age', wideOnly: true, cell: (row) => <AgeOf age={row.age} /> },
    ...invoice.slice(-2),
  ]
  const [search] = useSearchParams()
  const wanted = search.get('age')
  const aging = tiles?.ar_buckets.state === 'value' ? tiles.ar_buckets : null
  if (rows.open.length === 0)
    return (
      <Empty title="Nobody owes you anything">
        <p>No invoice is open.</p>
      </Empty>
    )
  const known = ages.some(([age]) => age === wanted)
  const shown = ages.filter(([age]) => !known || age === wanted)
  const found = rows.open.filter((row) => !known || row.age === wanted)
  return (
    <>
      {aging ? (
        <div className={css.part}>
          <div className={css.partHead}>
            <p className={css.total}>
              <Money amount={aging.total.amount} currency={company.currency} />
            </p>
            <p className={css.note}>{plural(aging.total.count, 'open invoice')}</p>
          </div>
          <AgeBar aging={aging} />
          <AgeList aging={aging} />
        </div>
      ) : null}
      {known ? (
        <p className={css.filters}>
          <span>
            Only {shown[0]?.[1].toLowerCase()}
            {aging ? (
              <>
                : {plural(found.length, 'invoice')},{' '}
                <Money amount={aging[wanted as Age].amount} currency={company.currency} />
              </>
            ) : null}
          </span>
          <Link href="/owner/ar_buckets">All ages</Link>
        </p>
      ) : null}
      {found.length === 0 ? (
        <p className={css.note}>No open invoice is of this age.</p>
      ) : (
        <Table
          caption="Open invoices, latest first"
          rows={found}
          rowKey={(row) => row.invoice_id}
          columns={columns}
        />
      )}
    </>
  )
}

/** The age of a row, as word and colour. */
function AgeOf({ age }: { age: Age }) {
  return (
    <span className={ageCss.age}>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        <rect width="10" height="10" rx="2" className={ageCss[age]} />
      </svg>
      {ages.find(([one]) => one === age)?.[1]}
    </span>
  )
}
