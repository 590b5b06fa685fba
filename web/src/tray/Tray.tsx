import {
  lazy,
  Suspense,
  useCallback,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'react'
import { useSearchParams } from 'wouter'
import { useCompany } from '../app/company'
import { useCell } from '../lib/store'
import { ErrorState, Skeleton } from '../ui/states'
import { ActionBar } from './ActionBar'
import { empty, reduce } from './core'
import { Detail, later } from './Detail'
import { FilteredAway, isImporting, Nothing } from './Ends'
import { FilterBar } from './FilterBar'
import { type Filter, filterOf, groupCounts, isFiltered, matches, paramsOf } from './filter'
import { Grid } from './Grid'
import { HealthStrip } from './HealthStrip'
import type { Act, Item } from './model'
import { Notice } from './Notice'
import { Progress } from './Progress'
import { useConnections, useRows, useTiles, useTray } from './queries'
import { rowId } from './Row'
import css from './tray.module.css'
import { useDeciding } from './useDeciding'
import { useNarrow } from './useNarrow'
import { useTrayCommands } from './useTrayCommands'
import { work } from './work'

const bulk = () => import('./BulkDialog')
const BulkDialog = lazy(bulk)

export function Tray() {
  const { company } = useCompany()
  const company_id = company.company_id
  const tray = useTray(company_id)
  const rows = useRows(tray.data?.items, company_id)
  const nothing = tray.data !== undefined && rows.length === 0
  const connections = useConnections(company_id, nothing, nothing)
  const tiles = useTiles(
    company_id,
    tray.isSuccess,
    nothing && isImporting(undefined, connections.data?.items),
  )
  const { talks, restoring } = useCell(work)

  const [params, setParams] = useSearchParams()
  const filter = useMemo(() => filterOf(params), [params])
  const shownFilter = useDeferredValue(filter)
  const shown = useMemo(
    () => rows.filter((item) => talks.has(item.id) || matches(item, shownFilter)),
    [rows, shownFilter, talks],
  )
  const setFilter = useCallback(
    (next: Filter, how: 'push' | 'replace') =>
      setParams((before) => paramsOf(next, before), { replace: how === 'replace' }),
    [setParams],
  )
  const clear = useCallback(() => setFilter({ group: 'all', sure: false, q: '' }, 'push'), [setFilter])

  const [desk, send] = useReducer(reduce, empty)
  const order = useMemo(() => shown.map((item) => item.id), [shown])
  // The rows and the cursor change in one step: never a frame whose cursor is on no row.
  const settled = desk.order === order ? desk : reduce(desk, { type: 'rows', order })
  useLayoutEffect(() => send({ type: 'rows', order }), [order])
  const byId = useMemo(() => new Map(shown.map((item) => [item.id, item])), [shown])
  const current = settled.cursor === null ? undefined : byId.get(settled.cursor)

  const root = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const groups = useRef<HTMLFieldSetElement>(null)
  const wantFocus = useRef(true)
  const [bulkOpen, setBulkOpen] = useState(false)

  const focusRow = useCallback(() => {
    wantFocus.current = true
  }, [])
  // The focus goes where the cursor is, when a command asked for it, or when it was lost with what had it.
  const { cursor, open: isOpen, panel } = settled
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is on the screen is what this depends on
  useLayoutEffect(() => {
    const lost = document.activeElement === document.body || document.activeElement === null
    const inside = isOpen && panel !== 'ways'
    if (!cursor || inside || !(wantFocus.current || lost)) return
    const row = document.getElementById(rowId(cursor))
    if (!row || document.querySelector('dialog[open]')) return
    row.focus({ preventScroll: true })
    if (wantFocus.current) row.scrollIntoView({ block: 'nearest' })
    wantFocus.current = false
  }, [cursor, isOpen, panel, order, talks])

  const deciding = useDeciding({ company_id, current, order, send, focusRow })
  const opened = useMemo(() => {
    const all = new Set(talks.keys())
    if (settled.open && settled.cursor) all.add(settled.cursor)
    return all
  }, [talks, settled.open, settled.cursor])

  useTrayCommands({
    desk: settled,
    current,
    byId,
    send,
    deciding,
    focusRow,
    openBulk: () => setBulkOpen(true),
    focusSearch: () => search.current?.focus(),
    focusFilter: () => groups.current?.querySelector<HTMLElement>('input:checked')?.focus(),
  })

  // What a key opens is fetched when there is nothing better to do.
  useEffect(() => {
    if (!tray.isSuccess) return
    const timer = setTimeout(() => {
      for (const load of [...Object.values(later), bulk]) void load()
    }, 1500)
    return () => clearTimeout(timer)
  }, [tray.isSuccess])

  const { selected } = settled
  const act = useCallback(
    (item: Item, one: Act, rank: number | null, told?: string) => {
      // A job is for all that is selected: nine receipts of one supplier are one choice.
      const all = one.kind === 'assign_job' && selected.has(item.id) && rank === null
      if (all)
        deciding.all(
          [...selected].flatMap((id) => byId.get(id) ?? []),
          () => one,
          'key',
        )
      else deciding.act(item, one, rank, told)
    },
    [deciding, selected, byId],
  )
  const detail = useCallback(
    (item: Item) => (
      <Detail
        item={item}
        panel={panel}
        talk={talks.get(item.id)}
        current={item.id === cursor}
        act={act}
        count={selected.has(item.id) ? selected.size : 1}
        come={(one, which) =>
          send(which ? { type: 'open', id: one.id, panel: which } : { type: 'focus', id: one.id })
        }
        close={() => {
          wantFocus.current = true
          send({ type: 'close' })
        }}
      />
    ),
    [panel, talks, cursor, act, selected],
  )
  const onRow = useCallback(
    (id: string, what: 'toggle' | 'select' | 'extend' | 'confirm' | 'open') => {
      wantFocus.current = true
      if (what === 'toggle') send({ type: 'toggle', id })
      else if (what === 'open') send({ type: 'open', id })
      else if (what === 'select') send({ type: 'select', id })
      else if (what === 'extend') send({ type: 'extend-to', id })
      else deciding.pick(byId.get(id), 0, 'button')
    },
    [byId, deciding],
  )
  const failed = tray.isError && tray.data ? tray.error : tiles.isError ? tiles.error : null
  const { refetch } = tray.isError ? tray : tiles
  const behind = useMemo(
    () => (failed ? { why: failed.message, retry: () => void refetch() } : null),
    [failed, refetch],
  )
  const counts = useMemo(() => groupCounts(rows), [rows])
  const cards = useNarrow(root)
  const leave = useCallback(() => {
    focusRow()
    root.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus()
  }, [focusRow])

  return (
    <div className={css.tray} data-keys="tray" ref={root}>
      <header className={css.top}>
        <h1>Tray</h1>
        <Progress
          count={rows.length}
          shown={shown.length}
          amount={tray.data?.amount}
          settling={tray.isFetching}
        />
      </header>
      <HealthStrip health={tiles.data?.data_health} behind={behind} />
      <Notice />
      {rows.length > 0 || isFiltered(filter) ? (
        <FilterBar
          filter={filter}
          counts={counts}
          set={setFilter}
          search={search}
          group={groups}
          leave={leave}
        />
      ) : null}
      {tray.isError && !tray.data ? (
        <ErrorState title="The tray did not load" error={tray.error} retry={() => void tray.refetch()} />
      ) : null}
      {tray.isPending ? <Skeleton rows={14} label="Loading the tray" /> : null}
      {shown.length > 0 ? (
        <Grid
          items={shown}
          currency={company.currency}
          cursor={cursor}
          opened={opened}
          selected={settled.selected}
          busy={restoring}
          talks={talks}
          cards={cards}
          detail={detail}
          onRow={onRow}
        />
      ) : null}
      {nothing && (connections.data || connections.isError) ? (
        <Nothing tiles={tiles.data} connections={connections.data?.items} />
      ) : null}
      {rows.length > 0 && shown.length === 0 ? <FilteredAway count={rows.length} clear={clear} /> : null}
      {shown.length > 0 ? <ActionBar current={current} selected={settled.selected.size} /> : null}
      {bulkOpen ? (
        <Suspense fallback={null}>
          <BulkDialog
            items={shown}
            selected={shown.filter((item) => settled.selected.has(item.id))}
            onClose={() => {
              wantFocus.current = true
              setBulkOpen(false)
            }}
            onLeft={(ids) => send({ type: 'select-these', ids })}
          />
        </Suspense>
      ) : null}
    </div>
  )
}
