import { Link, useLocation, useSearchParams } from 'wouter'
import { useCompany } from '../app/company'
import { useRows, useTiles } from '../app/figures'
import { formatMoney, isNegative } from '../lib/money'
import { Loaded } from '../ui/Loaded'
import { Money } from '../ui/Money'
import { PageFrame } from '../ui/PageFrame'
import { Bar, lengthOf } from '../ui/Spark'
import { Empty } from '../ui/states'
import { type Column, Table } from '../ui/Table'
import { Instant } from '../ui/When'
import css from './jobs.module.css'
import { type Job, type SortKey, searchOf, shown, sortedBy, type View, viewOf, whoseOf } from './list'
import { OneJob } from './OneJob'
import { WorkAgainstCash } from './WorkAgainstCash'

export default function Jobs() {
  const [search] = useSearchParams()
  const job = search.get('job')
  return job ? <OneJob key={job} id={job} back={`/jobs${searchOf(viewOf(search))}`} /> : <AllJobs />
}

function AllJobs() {
  const { company } = useCompany()
  const rows = useRows('jobs')
  const tiles = useTiles()
  const prompt = tiles.data?.jobs.state === 'prompt' ? tiles.data.jobs : null
  return (
    <PageFrame
      title="Jobs"
      aside={
        rows.data ? (
          <>
            Cash margin of 12 weeks, as of <Instant at={rows.data.as_of} zone={company.time_zone} />
          </>
        ) : null
      }
    >
      <Loaded query={rows} failed="The jobs did not load" rows={12}>
        {(data) => {
          if (data.jobs.length > 0)
            return (
              <>
                <List jobs={data.jobs} />
                <WorkAgainstCash variances={data.variances} />
              </>
            )
          // Why there is none is told by the tile; it may come a moment later.
          return prompt ? (
            <Empty title="No job to compare yet" actions={<Next code={prompt.code} />}>
              <p>{prompt.text}</p>
            </Empty>
          ) : (
            <Empty title="No job to compare yet" actions={<Link href="/tray">Open the tray</Link>}>
              <p>A job stands here as soon as money that reached the bank is explained by it.</p>
            </Empty>
          )
        }}
      </Loaded>
    </PageFrame>
  )
}

function Next({ code }: { code: string }) {
  if (code === 'connect_jobber') return <Link href="/integrations">Connect Jobber</Link>
  if (code === 'connect_bank') return <Link href="/integrations">Connect your bank</Link>
  if (code === 'job_days_unknown') return <Link href="/settings">Change how burden is shared</Link>
  return <Link href="/tray">Open the tray</Link>
}

function List({ jobs }: { jobs: readonly Job[] }) {
  const { company } = useCompany()
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const tiles = useTiles()
  const view = viewOf(search)
  const found = shown(jobs, view)
  const to = (next: View) => `/jobs${searchOf(next)}`
  const longest = Math.max(1, ...jobs.map((job) => Math.abs(lengthOf(job.margin))))
  const money = (amount: string) => <Money amount={amount} currency={company.currency} />
  const beforeBurden = tiles.data?.jobs.state === 'value' && tiles.data.jobs.before_burden

  const sorter = (key: SortKey, title: string): Pick<Column<Job>, 'key' | 'title' | 'sorted'> => ({
    key,
    sorted: view.sort === key ? (view.down ? 'descending' : 'ascending') : undefined,
    title: (
      <Link href={to(sortedBy(view, key))} className={css.sort ?? ''}>
        {title}
        <span aria-hidden="true">{view.sort === key ? (view.down ? ' ↓' : ' ↑') : ''}</span>
      </Link>
    ),
  })
  const columns: Column<Job>[] = [
    {
      ...sorter('title', 'Job'),
      heads: true,
      cell: (job) => (
        <Link
          href={`/jobs${searchOf(view)}${searchOf(view) ? '&' : '?'}job=${encodeURIComponent(job.job_id)}`}
          className={css.job ?? ''}
        >
          <bdi>{job.title || 'Untitled job'}</bdi>
          <span className={css.whose}>{whoseOf(job)}</span>
        </Link>
      ),
    },
    {
      ...sorter('banked', 'Banked'),
      right: true,
      wideOnly: true,
      cell: (job) => money(job.banked),
    },
    {
      ...sorter('costs', 'Costs'),
      right: true,
      wideOnly: true,
      cell: (job) => money(job.costs),
    },
    {
      ...sorter('burden', 'Burden'),
      right: true,
      wideOnly: true,
      cell: (job) => money(job.burden),
    },
    {
      key: 'bar',
      title: <span className="visually-hidden">Drawn</span>,
      wideOnly: true,
      cell: (job) => (
        <div className={css.drawn}>
          <Bar
            share={Math.abs(lengthOf(job.margin)) / longest}
            tone={isNegative(job.margin) ? 'bad' : 'accent'}
          />
        </div>
      ),
    },
    {
      ...sorter('margin', 'Margin'),
      right: true,
      cell: (job) => (
        <span className={isNegative(job.margin) ? css.bad : css.margin}>{money(job.margin)}</span>
      ),
    },
    {
      ...sorter('margin_pct', '%'),
      right: true,
      cell: (job) =>
        job.margin_pct ? (
          `${job.margin_pct.replace('-', '−')} %`
        ) : (
          <span className={css.quiet}>nothing banked</span>
        ),
    },
  ]
  return (
    <>
      <Untagged jobs={jobs} currency={company.currency} />
      <div className={css.bar}>
        <nav className={css.filters} aria-label="Which jobs">
          {(['all', 'winners', 'losers'] as const).map((which) => (
            <Link
              key={which}
              href={to({ ...view, which, down: worstFirst(view, which) })}
              className={css.chip ?? ''}
              aria-current={view.which === which ? 'true' : undefined}
            >
              {{ all: 'All', winners: 'Made money', losers: 'Lost money' }[which]}
            </Link>
          ))}
        </nav>
        <input
          type="search"
          className={css.search}
          aria-label="Find a job by title, number or client"
          placeholder="Find a job"
          value={view.text}
          onChange={(event) => go(to({ ...view, text: event.target.value }), { replace: true })}
        />
        <p className={css.count} role="status">
          {found.length === jobs.length ? `${jobs.length} jobs` : `${found.length} of ${jobs.length} jobs`}
        </p>
      </div>
      {found.length === 0 ? (
        <Nothing view={view} clear="/jobs" />
      ) : (
        <Table caption="Jobs by cash margin" rows={found} rowKey={(job) => job.job_id} columns={columns} />
      )}
      <p className={css.note}>
        Margin = banked, net of fees − costs tagged to the job − its share of burden.
        {beforeBurden ? (
          <>
            {' '}
            No weekly burden is set, so none is in these margins.{' '}
            <Link href="/settings">Set weekly burden</Link>
          </>
        ) : null}
      </p>
    </>
  )
}

/** Of the jobs that lost money, the worst comes first, as long as nobody asked for another order. */
function worstFirst(view: View, which: View['which']): boolean {
  return view.sort === 'margin' && which !== view.which ? which !== 'losers' : view.down
}

function Nothing({ view, clear }: { view: View; clear: string }) {
  if (view.which === 'losers' && !view.text)
    return (
      <Empty title="No job lost money" actions={<Link href={clear}>All jobs</Link>}>
        <p>Each one brought more than its costs and its share of burden.</p>
      </Empty>
    )
  return (
    <Empty title="No job fits" actions={<Link href={clear}>Clear the filters</Link>}>
      <p>{view.text ? `Nothing is called “${view.text}”.` : 'No job made money in these 12 weeks.'}</p>
    </Empty>
  )
}

/** Equal margins everywhere mean that no expense was tagged: said, before somebody believes them. */
function Untagged({ jobs, currency }: { jobs: readonly Job[]; currency: string }) {
  if (jobs.some((job) => job.costs !== '0.00')) return null
  return (
    <p className={css.warn}>
      <span>
        No expense is tagged to a job yet, so costs are {formatMoney('0.00', currency)} and margins look
        alike.
      </span>
      <Link href="/tray">Tag expenses in the tray</Link>
    </p>
  )
}
