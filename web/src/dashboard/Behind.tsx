// The rows behind a number, as a page of its own: an address to share, and the way back.
import { Link } from 'wouter'
import { useCompany } from '../app/company'
import { type TileName, useDigests, useRows, useTiles } from '../app/figures'
import { Loaded } from '../ui/Loaded'
import { PageFrame } from '../ui/PageFrame'
import type { Spark } from '../ui/Spark'
import { Instant } from '../ui/When'
import { ArRows } from './ArRows'
import css from './behind.module.css'
import { isCharted, pointsOf } from './history'
import { CashRows, DsoRows, ReconciledRows, RunwayRows } from './RowsOf'
import { Figure, Prompted } from './Tile'
import { WeekByWeek } from './WeekByWeek'
import { changeWords, type Tiles } from './words'

type BehindName = Exclude<TileName, 'jobs'>

const titles: Record<BehindName, string> = {
  runway_weeks: 'Runway',
  cash_collected: 'Cash in',
  dso_days: 'Days to be paid',
  ar_buckets: 'Clients owe',
  reconciled_pct: 'Reconciled',
}

const how: Record<BehindName, string> = {
  runway_weeks: 'Cash that can be spent, less what is set aside, divided by what a week costs. Rounded down.',
  cash_collected: 'Deposits that are explained, net of fees, by the week they reached the bank.',
  dso_days: 'What clients owe, divided by what was invoiced in the last 90 days, times 90.',
  ar_buckets:
    'Open invoices by how many days they are past due. Disputed ones stand apart, whatever their age.',
  reconciled_pct:
    'Explained deposits of the last 12 weeks, by dollars, of all of them. Rounded down: 100.0 means every one.',
}

export function isBehind(name: string): name is BehindName {
  return name in titles
}

export function Behind({ tile }: { tile: BehindName }) {
  const { company } = useCompany()
  const rows = useRows(tile)
  const tiles = useTiles()
  const past = useDigests()
  return (
    <PageFrame
      title={titles[tile]}
      aside={
        rows.data ? (
          <>
            As of <Instant at={rows.data.as_of} zone={company.time_zone} />
          </>
        ) : null
      }
      actions={<Link href="/owner">← All figures</Link>}
    >
      {tiles.data ? <Sum tile={tile} tiles={tiles.data} past={past.data ?? []} /> : null}
      <p className={css.note}>{how[tile]}</p>
      <Loaded query={rows} failed="The rows did not load">
        {(data) => {
          switch (data.tile) {
            case 'runway_weeks':
              return <RunwayRows rows={data} tiles={tiles.data} />
            case 'cash_collected':
              return <CashRows rows={data} tiles={tiles.data} />
            case 'dso_days':
              return <DsoRows rows={data} />
            case 'ar_buckets':
              return <ArRows rows={data} tiles={tiles.data} />
            case 'reconciled_pct':
              return <ReconciledRows rows={data} tiles={tiles.data} />
          }
        }}
      </Loaded>
      {past.data && isCharted(tile) ? <WeekByWeek tile={tile} past={past.data} /> : null}
    </PageFrame>
  )
}

function Sum({
  tile,
  tiles,
  past,
}: {
  tile: BehindName
  tiles: Tiles
  past: Parameters<typeof pointsOf>[1]
}) {
  const points = isCharted(tile) ? pointsOf(tile, past, tiles) : []
  const found = tiles[tile]
  if (found.state === 'prompt') return <Prompted prompt={found} />
  const stale = tiles.data_health.bank_stale
  const claims = tile === 'runway_weeks' || tile === 'cash_collected' || tile === 'reconciled_pct'
  if (stale && claims)
    return (
      <p>
        Not updated: the bank has sent nothing new. <Link href="/integrations">Look at the connection</Link>
      </p>
    )
  const figure = figureOf(tile, tiles, points)
  return figure ? <div className={css.sum}>{figure}</div> : null
}

function figureOf(tile: BehindName, tiles: Tiles, points: Parameters<typeof Spark>[0]['points']) {
  const { runway_weeks: runway, dso_days: dso, reconciled_pct: reconciled } = tiles
  if (tile === 'runway_weeks' && runway.state === 'value')
    return (
      <Figure
        value={runway.weeks}
        unit="weeks"
        change={changeWords(runway.change, 'weeks', 'more')}
        note={runway.why}
        points={points}
      />
    )
  if (tile === 'dso_days' && dso.state === 'value')
    return (
      <Figure value={dso.days} unit="days" change={changeWords(dso.change, 'days', 'less')} points={points} />
    )
  if (tile === 'reconciled_pct' && reconciled.state === 'value')
    return (
      <Figure
        value={`${reconciled.pct} %`}
        change={changeWords(reconciled.change, 'points', 'more')}
        points={points}
      />
    )
  return null
}
