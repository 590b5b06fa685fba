import { Link } from 'wouter'
import type { Schemas } from '../api/client'
import { useCompany } from '../app/company'
import { isNegative } from '../lib/money'
import { Money } from '../ui/Money'
import { Bar, lengthOf } from '../ui/Spark'
import css from './jobs-tile.module.css'
import { Prompted, Tile } from './Tile'
import { plural, type Tiles } from './words'

export function JobsTile({ tiles }: { tiles: Tiles }) {
  const tile = tiles.jobs
  if (tile.state === 'prompt')
    return (
      <Tile title="Jobs" wide="more">
        <Prompted prompt={tile} />
      </Tile>
    )
  const longest = Math.max(
    1,
    ...[...tile.winners, ...tile.losers].map((job) => Math.abs(lengthOf(job.margin))),
  )
  return (
    <Tile
      title="Jobs by cash margin"
      wide="more"
      href="/jobs"
      opens="all jobs"
      foot={
        tiles.data_health.bank_stale
          ? 'The bank is not up to date: money of these days is missing here'
          : tile.before_burden
            ? `${plural(tile.compared, 'job')} of 12 weeks, before burden: none is set`
            : `${plural(tile.compared, 'job')} of 12 weeks, after their share of burden`
      }
    >
      <div className={css.sides}>
        <Side title="Winners" jobs={tile.winners} longest={longest} />
        <Side title="Weakest" jobs={tile.losers} longest={longest} />
      </div>
    </Tile>
  )
}

function Side({
  title,
  jobs,
  longest,
}: {
  title: string
  jobs: readonly Schemas['JobMargin'][]
  longest: number
}) {
  const { company } = useCompany()
  return (
    <div>
      <h3>{title}</h3>
      {jobs.length === 0 ? <p className={css.note}>None yet: more jobs have to be banked.</p> : null}
      <ul className={css.jobs}>
        {jobs.map((job) => (
          <li key={job.job_id}>
            <Link href={`/jobs?job=${encodeURIComponent(job.job_id)}`} className={css.job ?? ''}>
              <bdi>{job.title || 'Untitled job'}</bdi>
              <span className={css.whose}>
                {[job.number == null ? '' : `#${job.number}`, job.client_name ?? '']
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </Link>
            <span>
              <Money amount={job.margin} currency={company.currency} cents={false} />
              {job.margin_pct ? <span className={css.pct}>{job.margin_pct.replace('-', '−')} %</span> : null}
            </span>
            <Bar
              share={Math.abs(lengthOf(job.margin)) / longest}
              tone={isNegative(job.margin) ? 'bad' : 'accent'}
            />
          </li>
        ))}
      </ul>
    </div>
  )
}
