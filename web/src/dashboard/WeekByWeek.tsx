import { Link } from 'wouter'
import { useCompany } from '../app/company'
import type { WeekView } from '../app/figures'
import { formatDay } from '../lib/dates'
import { formatMoney } from '../lib/money'
import { daysOf } from '../lib/week'
import { Table } from '../ui/Table'
import css from './behind.module.css'
import type { Charted } from './history'

const units: Record<Charted, (value: string, currency: string) => string> = {
  runway_weeks: (value) => `${value} weeks`,
  dso_days: (value) => `${value} days`,
  reconciled_pct: (value) => `${value} %`,
  cash_collected: (value, currency) => formatMoney(value, currency),
}

/** What the Friday emails said, newest first: the line drawn above, as figures. */
export function WeekByWeek({ tile, past }: { tile: Charted; past: readonly WeekView[] }) {
  const { company } = useCompany()
  if (past.length === 0) return null
  return (
    <section className={css.part} aria-labelledby="weeks">
      <h2 id="weeks">In the Friday emails</h2>
      <Table
        caption="What each Friday email said"
        rows={past}
        rowKey={(one) => one.week}
        columns={[
          {
            key: 'week',
            title: 'Week',
            heads: true,
            cell: (one) => (
              <Link href={`/digests/${one.week}`}>
                {formatDay(daysOf(one.week).first)} – {formatDay(daysOf(one.week).last)}
              </Link>
            ),
          },
          {
            key: 'value',
            title: 'It said',
            right: true,
            cell: (one) => {
              const value = one[tile] ?? null
              return value === null ? 'Not known' : units[tile](value, company.currency)
            },
          },
        ]}
      />
    </section>
  )
}
