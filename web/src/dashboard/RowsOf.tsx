import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useCompany } from '../app/company'
import type { DepositRow, InvoiceRow, MatchRow, Rows } from '../app/figures'
import { Money } from '../ui/Money'
import { type Column, Table } from '../ui/Table'
import { Day } from '../ui/When'
import css from './behind.module.css'
import { deciderWords, plural, processorWords, type Tiles } from './words'

/** Some rows under what they sum to, as the server summed them. */
function Part({ title, sum, children }: { title: string; sum?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.part} aria-label={title}>
      <div className={css.partHead}>
        <h2>{title}</h2>
        {sum ? <p>{sum}</p> : null}
      </div>
      {children}
    </section>
  )
}

function useAmount() {
  const { company } = useCompany()
  return (amount: string) => <Money amount={amount} currency={company.currency} />
}

export function RunwayRows({ rows, tiles }: { rows: Rows<'runway_weeks'>; tiles: Tiles | undefined }) {
  const money = useAmount()
  const runway = tiles?.runway_weeks.state === 'value' ? tiles.runway_weeks : null
  return (
    <div className={css.columns}>
      <Part title="Cash that can be spent" sum={runway ? money(runway.cash_available) : null}>
        {rows.accounts.length === 0 ? (
          <p className={css.note}>
            No account counts as cash. <Link href="/integrations">Say which ones do</Link>
          </p>
        ) : (
          <Table
            caption="Accounts that count as cash"
            rows={rows.accounts}
            rowKey={(one) => one.account_id}
            columns={[
              {
                key: 'name',
                title: 'Account',
                heads: true,
                cell: (one) => (one.mask ? `${one.name} ··${one.mask}` : one.name),
              },
              {
                key: 'available',
                title: 'Available',
                right: true,
                cell: (one) => (one.available ? money(one.available.amount) : 'The bank does not say'),
              },
            ]}
          />
        )}
      </Part>
      <Part title="Set aside" sum={runway ? money(runway.earmarked) : null}>
        {rows.earmarks.length === 0 ? (
          <p className={css.note}>
            Nothing. Tax or deposits you hold for clients? <Link href="/settings">Set some aside</Link>
          </p>
        ) : (
          <Table
            caption="Earmarks"
            rows={rows.earmarks}
            rowKey={(one) => one.label}
            columns={[
              { key: 'label', title: 'For', heads: true, cell: (one) => one.label },
              { key: 'amount', title: 'Amount', right: true, cell: (one) => money(one.amount) },
            ]}
          />
        )}
      </Part>
      <Part title="What a week costs" sum={rows.weekly_burden ? money(rows.weekly_burden.amount) : null}>
        <p className={css.note}>
          {rows.weekly_burden ? 'The weekly burden, as an owner set it. ' : 'No weekly burden is set. '}
          <Link href="/settings">{rows.weekly_burden ? 'Change it' : 'Set it'}</Link>
        </p>
      </Part>
    </div>
  )
}

function useMatchColumns(): Column<MatchRow>[] {
  const money = useAmount()
  return [
    { key: 'date', title: 'Date', cell: (row) => <Day day={row.date} /> },
    {
      key: 'who',
      title: 'Who paid',
      heads: true,
      cell: (row) => (
        <Link href={`/audit?target=${encodeURIComponent(row.deposit_id)}`}>
          <bdi>{row.client_name ?? plural(row.payment_count, 'payment')}</bdi>
        </Link>
      ),
    },
    { key: 'how', title: 'How', wideOnly: true, cell: (row) => processorWords(row.processor) },
    { key: 'by', title: 'Decided by', wideOnly: true, cell: (row) => deciderWords(row.decided_by) },
    {
      key: 'fee',
      title: 'Fee',
      right: true,
      wideOnly: true,
      cell: (row) => (row.fee === '0.00' ? <span className={css.quiet}>none</span> : money(row.fee)),
    },
    { key: 'amount', title: 'In the bank', right: true, cell: (row) => money(row.amount) },
  ]
}

export function CashRows({ rows, tiles }: { rows: Rows<'cash_collected'>; tiles: Tiles | undefined }) {
  const money = useAmount()
  const columns = useMatchColumns()
  const sums = tiles?.cash_collected.state === 'value' ? tiles.cash_collected : null
  const part = (title: string, found: MatchRow[], sum: string | undefined, none: string) => (
    <Part title={title} sum={sum === undefined ? null : money(sum)}>
      {found.length === 0 ? (
        <p className={css.note}>{none}</p>
      ) : (
        <Table caption={title} rows={found} rowKey={(row) => row.deposit_id} columns={columns} />
      )}
    </Part>
  )
  return (
    <>
      {part(
        'This week',
        rows.this_week,
        sums?.this_week,
        'No deposit of this week is explained yet. What reached the bank and is not explained waits in the tray.',
      )}
      {part('Last week', rows.last_week, sums?.last_week, 'No deposit of last week is explained.')}
    </>
  )
}

export function ReconciledRows({ rows, tiles }: { rows: Rows<'reconciled_pct'>; tiles: Tiles | undefined }) {
  const money = useAmount()
  const columns = useMatchColumns()
  const sums = tiles?.reconciled_pct.state === 'value' ? tiles.reconciled_pct : null
  const open: Column<DepositRow>[] = [
    { key: 'date', title: 'Date', cell: (row) => <Day day={row.date} /> },
    { key: 'text', title: "The bank's text", heads: true, cell: (row) => <bdi>{row.description}</bdi> },
    { key: 'amount', title: 'Amount', right: true, cell: (row) => money(row.amount) },
  ]
  return (
    <>
      <Part
        title="Not explained yet"
        sum={
          sums ? (
            <>
              {plural(sums.unmatched_count, 'deposit')} · {money(sums.unmatched_amount)}
            </>
          ) : null
        }
      >
        {rows.unmatched.length === 0 ? (
          <p className={css.note}>Every deposit of 12 weeks is explained.</p>
        ) : (
          <>
            <Table
              caption="Deposits that nobody explained, largest first"
              rows={rows.unmatched}
              rowKey={(row) => row.deposit_id}
              columns={open}
            />
            <p>
              <Link href="/tray">Explain them in the tray</Link>
            </p>
          </>
        )}
      </Part>
      <Part
        title="Explained"
        sum={
          sums ? (
            <>
              {plural(sums.matched_count, 'deposit')} · {money(sums.matched_amount)}
            </>
          ) : null
        }
      >
        {rows.matched.length === 0 ? (
          <p className={css.note}>None yet.</p>
        ) : (
          <Table
            caption="Explained deposits, newest first"
            rows={rows.matched}
            rowKey={(row) => row.deposit_id}
            columns={columns}
          />
        )}
      </Part>
    </>
  )
}

export function useInvoiceColumns(amount: 'balance' | 'total'): Column<InvoiceRow>[] {
  const money = useAmount()
  return [
    { key: 'number', title: 'Invoice', wideOnly: true, cell: (row) => `#${row.number}` },
    {
      key: 'client',
      title: 'Client',
      heads: true,
      cell: (row) => (
        <>
          <bdi>{row.client_name ?? 'Unknown client'}</bdi>
          <span className={css.narrow}>#{row.number}</span>
        </>
      ),
    },
    { key: 'issued', title: 'Issued', wideOnly: true, cell: (row) => <Day day={row.issued_on} /> },
    {
      key: 'late',
      title: amount === 'balance' ? 'Late' : 'Still owed',
      right: true,
      cell: (row) =>
        amount === 'total'
          ? money(row.balance)
          : row.days_late === 0
            ? 'Not due'
            : plural(row.days_late, 'day'),
    },
    {
      key: 'amount',
      title: amount === 'balance' ? 'Owed' : 'Invoiced',
      right: true,
      cell: (row) => money(row[amount]),
    },
  ]
}

export function DsoRows({ rows }: { rows: Rows<'dso_days'> }) {
  const open = useInvoiceColumns('balance')
  const invoiced = useInvoiceColumns('total')
  return (
    <>
      <Part title="What clients owe" sum={plural(rows.open.length, 'invoice')}>
        {rows.open.length === 0 ? (
          <p className={css.note}>No invoice is open.</p>
        ) : (
          <Table
            caption="Open invoices, latest first"
            rows={rows.open}
            rowKey={(row) => row.invoice_id}
            columns={open}
          />
        )}
      </Part>
      <Part title="Invoiced in the last 90 days" sum={plural(rows.invoiced.length, 'invoice')}>
        {rows.invoiced.length === 0 ? (
          <p className={css.note}>Nothing was invoiced in the last 90 days.</p>
        ) : (
          <Table
            caption="Invoices of the last 90 days"
            rows={rows.invoiced}
            rowKey={(row) => row.invoice_id}
            columns={invoiced}
          />
        )}
      </Part>
    </>
  )
}
