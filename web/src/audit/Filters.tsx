import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { api, ask } from '../api/client'
import { useCompany } from '../app/company'
import { withDays } from '../lib/dates'
import { todayIn } from '../lib/week'
import { Button } from '../ui/Button'
import css from './audit.module.css'
import type { Entry as EntryData } from './entries'
import { type Filter, hrefOf } from './filter'
import { months } from './period'

/** Those who belong to the company now. Who has left is still in the list, under their name. */
function usePeople() {
  const { company } = useCompany()
  const query = { company_id: company.company_id }
  const found = useQuery({
    queryKey: ['members', company.company_id],
    queryFn: ({ signal }) => ask(api.GET('/api/v1/members', { params: { query }, signal })),
    staleTime: 10 * 60_000,
  })
  return found.data?.items ?? []
}

export function Filters({ filter, entries }: { filter: Filter; entries: readonly EntryData[] }) {
  const { company } = useCompany()
  const [, go] = useLocation()
  const people = usePeople()
  const today = todayIn(company.time_zone)
  const { thisMonth, lastMonth } = months(today)
  const to = (next: Partial<Filter>) => go(hrefOf({ ...filter, ...next }), { replace: true })
  const about = filter.target ? entries.at(-1)?.summary : null
  return (
    <div className={css.filters}>
      <label className={css.day}>
        From
        <input
          type="date"
          value={filter.from ?? ''}
          max={filter.to ?? today}
          onChange={(event) => to({ from: event.target.value || null })}
        />
      </label>
      <label className={css.day}>
        To
        <input
          type="date"
          value={filter.to ?? ''}
          min={filter.from ?? undefined}
          onChange={(event) => to({ to: event.target.value || null })}
        />
      </label>
      <Button onClick={() => to({ from: today, to: today })}>Today</Button>
      <Button onClick={() => to(thisMonth)}>This month</Button>
      <Button onClick={() => to(lastMonth)}>Last month</Button>
      <label className={css.day}>
        By
        <select value={filter.by ?? ''} onChange={(event) => to({ by: event.target.value || null })}>
          <option value="">everybody</option>
          <option value="engine">Oodaloo</option>
          <option value="rule">rules</option>
          {people.map((one) => (
            <option key={one.user_id} value={one.user_id}>
              {one.email}
            </option>
          ))}
        </select>
      </label>
      {filter.from || filter.to ? (
        <Button variant="quiet" onClick={() => to({ from: null, to: null })}>
          All days
        </Button>
      ) : null}
      {filter.target ? (
        <p className={css.target}>
          <span>The history of one thing{about ? `: ${withDays(about)}` : ''}</span>
          <Link href={hrefOf({ ...filter, target: null })}>Show everything</Link>
        </p>
      ) : null}
    </div>
  )
}
