// Work against cash: who owes for work that is done, and for whom work is still owed.
import { useId } from 'react'
import type { Schemas } from '../api/client'
import { useCompany } from '../app/company'
import { Money } from '../ui/Money'
import { type Column, Table } from '../ui/Table'
import css from './jobs.module.css'

type Variance = Schemas['VarianceRow']

export function WorkAgainstCash({ variances }: { variances: readonly Variance[] }) {
  const { company } = useCompany()
  const title = useId()
  const money = (amount: string) => <Money amount={amount} currency={company.currency} />
  const columns: Column<Variance>[] = [
    {
      key: 'job',
      title: 'Job',
      heads: true,
      cell: (job) => (
        <span className={css.job}>
          <bdi>{job.title || 'Untitled job'}</bdi>
          <span className={css.whose}>{[`#${job.number}`, job.client_name].filter(Boolean).join(' · ')}</span>
        </span>
      ),
    },
    { key: 'work', title: 'Work', right: true, wideOnly: true, cell: (job) => money(job.work_performed) },
    { key: 'cash', title: 'Cash', right: true, wideOnly: true, cell: (job) => money(job.cash_received) },
    {
      key: 'variance',
      title: 'Work − cash',
      right: true,
      cell: (job) => <span className={css.margin}>{money(job.variance)}</span>,
    },
    { key: 'status', title: 'What it means', cell: (job) => job.words },
  ]
  if (variances.length === 0) return null
  return (
    <section className={css.part} aria-labelledby={title}>
      <h2 id={title}>Work against cash</h2>
      <p className={css.note}>
        Work is what was invoiced of a job whose last day is over; cash is what its client has paid and the
        bank shows. More work than cash: the client owes you. More cash than work: you owe the work.
      </p>
      <Table
        caption="Work against cash, furthest from level first"
        rows={variances}
        rowKey={(job) => job.job_id}
        columns={columns}
      />
    </section>
  )
}
