import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, ask, type Schemas } from '../api/client'
import { useCompany } from '../app/company'
import { formatDay, formatDayLong } from '../lib/dates'
import { todayIn } from '../lib/week'
import { Button } from '../ui/Button'
import { Loaded } from '../ui/Loaded'
import { PageFrame } from '../ui/PageFrame'
import { Empty } from '../ui/states'
import css from './audit.module.css'
import { Entry } from './Entry'
import { Exports } from './Exports'
import { byDay, type Entry as EntryData, takenBack, undoIdOf } from './entries'
import { isDay, months } from './period'

interface Filter {
  from: string | null
  to: string | null
  target: string | null
}

function filterOf(search: URLSearchParams): Filter {
  const day = (name: string) => {
    const text = search.get(name)
    return isDay(text) ? text : null
  }
  return { from: day('from'), to: day('to'), target: search.get('target') }
}

function hrefOf(filter: Filter): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(filter)) if (value) search.set(name, value)
  const text = search.toString()
  return text ? `/audit?${text}` : '/audit'
}

export default function Audit() {
  const { company } = useCompany()
  const [search] = useSearchParams()
  const filter = filterOf(search)
  const [exporting, setExporting] = useState(false)
  const pages = usePages(filter)
  const entries = pages.data?.pages.flatMap((page) => page.items)
  return (
    <PageFrame
      title="Audit"
      aside="Everything that was done, by whom, and the way back"
      actions={<Button onClick={() => setExporting(true)}>Export</Button>}
    >
      <Filters filter={filter} entries={entries ?? []} />
      <Loaded
        query={{ ...pages, data: entries, refetch: () => pages.refetch() }}
        failed="The audit list did not load"
        rows={12}
      >
        {(found) => (
          <List
            entries={found}
            filter={filter}
            more={pages.hasNextPage}
            busy={pages.isFetchingNextPage}
            onMore={() => void pages.fetchNextPage()}
          />
        )}
      </Loaded>
      {exporting ? (
        <Exports
          start={filter.from && filter.to ? { from: filter.from, to: filter.to } : null}
          onClose={() => setExporting(false)}
        />
      ) : null}
      <p className={css.muted}>Days are those of {company.time_zone.replaceAll('_', ' ')}.</p>
    </PageFrame>
  )
}

function usePages(filter: Filter) {
  const { company } = useCompany()
  return useInfiniteQuery({
    queryKey: ['audit-pages', company.company_id, filter.from, filter.to, filter.target],
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Schemas['AuditView']) => last.next_cursor ?? undefined,
    queryFn: ({ signal, pageParam }) => {
      const query = {
        company_id: company.company_id,
        ...(filter.from ? { from: filter.from } : {}),
        ...(filter.to ? { to: filter.to } : {}),
        ...(filter.target ? { target: filter.target } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }
      return ask(api.GET('/api/v1/audit', { params: { query }, signal }))
    },
  })
}

function Filters({ filter, entries }: { filter: Filter; entries: readonly EntryData[] }) {
  const { company } = useCompany()
  const [, go] = useLocation()
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
      {filter.from || filter.to ? (
        <Button variant="quiet" onClick={() => to({ from: null, to: null })}>
          All days
        </Button>
      ) : null}
      {filter.target ? (
        <p className={css.target}>
          <span>The history of one thing{about ? `: ${about}` : ''}</span>
          <Link href={hrefOf({ ...filter, target: null })}>Show everything</Link>
        </p>
      ) : null}
    </div>
  )
}

/** Goes to the entry that the address names, as soon as it is there: a link within the app does not do that by itself. */
function useArrival(loaded: number) {
  const arrived = useRef('')
  useEffect(() => {
    const { hash } = location
    if (loaded === 0 || hash === '' || hash === arrived.current) return
    if (!document.getElementById(hash.slice(1))) return
    arrived.current = hash
    location.replace(hash)
  }, [loaded])
}

interface ListProps {
  entries: readonly EntryData[]
  filter: Filter
  more: boolean
  busy: boolean
  onMore: () => void
}

function List({ entries, filter, more, busy, onMore }: ListProps) {
  const { company } = useCompany()
  const undone = takenBack(entries)
  useArrival(entries.length)
  const narrowed = filter.from || filter.to || filter.target
  if (entries.length === 0 && !more) {
    return narrowed ? (
      <Empty title="Nothing happened then" actions={<Link href="/audit">Show everything</Link>}>
        <p>No entry fits these filters.</p>
      </Empty>
    ) : (
      <Empty title="Nothing was done yet" actions={<Link href="/integrations">Connect bank and Jobber</Link>}>
        <p>Every match, decision and change of settings will stand here, with who did it and the way back.</p>
      </Empty>
    )
  }
  return (
    <>
      {byDay(entries, company.time_zone).map(({ day, entries: found }) => (
        <section key={day} className={css.dayOf} aria-label={formatDayLong(day)}>
          <h2 className={css.dayHead} title={formatDayLong(day)}>
            {formatDay(day)}
          </h2>
          <ol className={css.entries}>
            {found.map((entry) => (
              <Entry
                key={entry.id}
                entry={entry}
                undoId={undoIdOf(entry, company.role)}
                takenBackBy={undone.get(entry.id) ?? null}
                alone={filter.target !== null}
              />
            ))}
          </ol>
        </section>
      ))}
      {more ? (
        <Button className={css.more ?? ''} disabled={busy} onClick={onMore}>
          {busy ? 'Fetching older entries' : 'Show older entries'}
        </Button>
      ) : (
        <p className={css.muted}>That is all{narrowed ? ' that fits' : ', from the very beginning'}.</p>
      )}
    </>
  )
}
