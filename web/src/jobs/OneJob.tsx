import { Link } from 'wouter'
import { useCompany } from '../app/company'
import { useJobRows } from '../app/figures'
import { isNegative, magnitude } from '../lib/money'
import { Loaded } from '../ui/Loaded'
import { Money } from '../ui/Money'
import { PageFrame } from '../ui/PageFrame'
import { Empty } from '../ui/states'
import { Table } from '../ui/Table'
import { Day, Instant } from '../ui/When'
import css from './jobs.module.css'
import { whoseOf } from './list'

/** The income and the costs behind one job's margin. */
export function OneJob({ id, back }: { id: string; back: string }) {
  const { company } = useCompany()
  const rows = useJobRows(id)
  const money = (amount: string) => <Money amount={amount} currency={company.currency} />
  const history = (target: string) => `/audit?target=${encodeURIComponent(target)}`
  return (
    <PageFrame
      title={rows.data ? rows.data.margin.title || 'Untitled job' : 'Job'}
      aside={
        rows.data ? (
          <>
            {whoseOf(rows.data.margin) ? `${whoseOf(rows.data.margin)} · ` : null}
            As of <Instant at={rows.data.as_of} zone={company.time_zone} />
          </>
        ) : null
      }
      actions={<Link href={back}>← All jobs</Link>}
    >
      <Loaded
        query={rows}
        failed="The job did not load"
        instead={(problem) =>
          problem.kind === 'not-found' ? (
            <Empty title="No money moved for this job" actions={<Link href={back}>All jobs</Link>}>
              <p>Nothing was banked or spent for it in the last 12 weeks, or it is not there any more.</p>
            </Empty>
          ) : null
        }
      >
        {({ margin, deposits, costs }) => (
          <>
            <dl className={css.sum}>
              <div>
                <dt>Banked</dt>
                <dd>{money(margin.banked)}</dd>
              </div>
              <div>
                <dt>Costs</dt>
                <dd>
                  <Minus amount={margin.costs} currency={company.currency} />
                </dd>
              </div>
              <div>
                <dt>Share of burden</dt>
                <dd>
                  <Minus amount={margin.burden} currency={company.currency} />
                </dd>
              </div>
              <div>
                <dt>Margin</dt>
                <dd className={isNegative(margin.margin) ? css.bad : ''}>
                  {money(margin.margin)}
                  <span className={css.pct}>
                    {margin.margin_pct ? `${margin.margin_pct.replace('-', '−')} %` : 'nothing banked'}
                  </span>
                </dd>
              </div>
            </dl>
            <section className={css.part} aria-label="Banked">
              <h2>Banked</h2>
              {deposits.length === 0 ? (
                <p className={css.note}>Nothing that reached the bank is for this job yet.</p>
              ) : (
                <Table
                  caption="Deposits with this job's share"
                  rows={deposits}
                  rowKey={(row) => row.deposit_id}
                  columns={[
                    { key: 'date', title: 'Date', heads: true, cell: (row) => <Day day={row.date} /> },
                    {
                      key: 'what',
                      title: 'What',
                      cell: (row) =>
                        row.payment_ids.length === 1
                          ? 'One payment'
                          : row.payment_ids.length === 0
                            ? 'Assigned by a person'
                            : `${row.payment_ids.length} payments`,
                    },
                    {
                      key: 'why',
                      title: 'Why',
                      cell: (row) => <Link href={history(row.deposit_id)}>History</Link>,
                    },
                    {
                      key: 'amount',
                      title: "This job's share",
                      right: true,
                      cell: (row) => money(row.amount),
                    },
                  ]}
                />
              )}
            </section>
            <section className={css.part} aria-label="Costs">
              <h2>Costs</h2>
              {costs.length === 0 ? (
                <p className={css.note}>
                  No expense is tagged to this job. <Link href="/tray">Tag expenses in the tray</Link>
                </p>
              ) : (
                <Table
                  caption="Expenses tagged to this job"
                  rows={costs}
                  rowKey={(row) => row.transaction_id}
                  columns={[
                    { key: 'date', title: 'Date', cell: (row) => <Day day={row.date} /> },
                    {
                      key: 'text',
                      title: "The bank's text",
                      heads: true,
                      cell: (row) => <bdi>{row.description}</bdi>,
                    },
                    {
                      key: 'why',
                      title: 'Why',
                      cell: (row) => <Link href={history(row.transaction_id)}>History</Link>,
                    },
                    { key: 'amount', title: 'Cost', right: true, cell: (row) => money(row.amount) },
                  ]}
                />
              )}
            </section>
            <p className={css.note}>
              The share of burden is what the crew cost in these weeks, spread as{' '}
              <Link href="/settings">Settings</Link> say.
            </p>
          </>
        )}
      </Loaded>
    </PageFrame>
  )
}

/** What is taken off, with its sign; nothing is nothing. */
function Minus({ amount, currency }: { amount: string; currency: string }) {
  if (/^[0.]+$/.test(amount)) return <Money amount={amount} currency={currency} />
  // A refund makes a cost negative: taken off, it is added.
  return (
    <>
      {isNegative(amount) ? '+' : '−'}
      <Money amount={magnitude(amount)} currency={currency} />
    </>
  )
}
