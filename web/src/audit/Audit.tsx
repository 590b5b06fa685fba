import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { api, ask, type Schemas } from '../api/client'
import { useCompany } from '../app/company'
import { formatDay, formatDayLong } from '../lib/dates'
import { Button } from '../ui/Button'
import { Loaded } from '../ui/Loaded'
import { PageFrame } from '../ui/PageFrame'
import { Empty } from '../ui/states'
import css from './audit.module.css'
import { Entry } from './Entry'
import { Exports } from './Exports'
import { byDay, type Entry as EntryData, takenBack, undoIdOf } from './entries'
import { Filters } from './Filters'
import { type Filter, filterOf } from './filter'
import { Together } from './Together'

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
    queryKey: ['audit-pages', company.company_id, filter.from, filter.to, filter.by, filter.target],
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Schemas['AuditView']) => last.next_cursor ?? undefined,
    queryFn: ({ signal, pageParam }) => {
      const query = {
        company_id: company.company_id,
        ...(filter.from ? { from: filter.from } : {}),
        ...(filter.to ? { to: filter.to } : {}),
        ...(filter.by ? { by: filter.by } : {}),
        ...(filter.target ? { target: filter.target } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }
      return ask(api.GET('/api/v1/audit', { params: { query }, signal }))
    },
  })
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
  const narrowed = filter.from || filter.to || filter.by || filter.target
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
      {byDay(entries, company.time_zone).map(({ day, lines }) => (
        <section key={day} className={css.dayOf} aria-label={formatDayLong(day)}>
          <h2 className={css.dayHead} title={formatDayLong(day)}>
            {formatDay(day)}
          </h2>
          <ol className={css.entries}>
            {lines.map(({ id, group, entries: found }) =>
              group !== null && found.length > 1 ? (
                <Together
                  key={id}
                  line={{ id, group, entries: found }}
                  undone={undone}
                  alone={filter.target !== null}
                />
              ) : (
                found.map((entry) => (
                  <Entry
                    key={entry.id}
                    entry={entry}
                    undoId={undoIdOf(entry, company.role)}
                    takenBackBy={undone.get(entry.id) ?? null}
                    alone={filter.target !== null}
                  />
                ))
              ),
            )}
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
