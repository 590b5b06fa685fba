import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useParams, useSearchParams } from 'wouter'
import { api, ask, type Schemas } from '../api/client'
import { useCompany } from '../app/company'
import { useDigests, type WeekView } from '../app/figures'
import { formatDay } from '../lib/dates'
import { daysOf, isWeek, weekIn } from '../lib/week'
import { Button } from '../ui/Button'
import { Loaded } from '../ui/Loaded'
import { PageFrame } from '../ui/PageFrame'
import { Empty, Skeleton } from '../ui/states'
import { Instant } from '../ui/When'
import css from './digest.module.css'
import { NotSent } from './NotSent'
import { neighbours } from './neighbours'
import { Sheet } from './Sheet'
import { shownText } from './text'

export default function Digest() {
  const { company } = useCompany()
  const { week } = useParams<{ week?: string }>()
  const now = weekIn(company.time_zone)
  const digests = useDigests()
  // Without a week: the newest there is; this week's own, where there is none yet.
  if (week === undefined && digests.isPending && !digests.isPaused) return <Waiting />
  const shown = week ?? digests.data?.[0]?.week ?? now
  if (!isWeek(shown))
    return (
      <PageFrame title="Friday email">
        <Empty title="There is no such week" actions={<Link href="/digests">This week's email</Link>}>
          <p>A week is written like {now}.</p>
        </Empty>
      </PageFrame>
    )
  return <OfWeek key={shown} week={shown} now={now} all={digests.data ?? []} />
}

function Waiting() {
  return (
    <PageFrame title="Friday email">
      <Skeleton rows={10} />
    </PageFrame>
  )
}

function OfWeek({ week, now, all }: { week: string; now: string; all: readonly WeekView[] }) {
  const { company } = useCompany()
  const digest = useQuery({
    queryKey: ['digest', company.company_id, week],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/digests/{week}', {
          params: { path: { week }, query: { company_id: company.company_id } },
          signal,
        }),
      ),
    // What was sent stays as it was; this week's may be on its way.
    staleTime: week === now ? 30_000 : Number.POSITIVE_INFINITY,
  })
  const { first, last } = daysOf(week)
  const { before, after } = neighbours(week, now, all)
  return (
    <PageFrame
      title="Friday email"
      aside={`${formatDay(first)} – ${formatDay(last)}, week ${week}`}
      actions={
        <nav className={css.weeks} aria-label="Weeks">
          <Link href={`/digests/${before}`} rel="prev">
            ← Week before
          </Link>
          {after <= now ? (
            <Link href={`/digests/${after}`} rel="next">
              Week after →
            </Link>
          ) : null}
        </nav>
      }
    >
      <Loaded
        query={digest}
        failed="The email did not load"
        rows={10}
        instead={(problem) => (problem.kind === 'not-found' ? <NotSent week={week} now={now} /> : null)}
      >
        {(found) => <Stored digest={found} />}
      </Loaded>
      <Others week={week} all={all} />
    </PageFrame>
  )
}

/** The emails of the last weeks, by what they said. */
function Others({ week, all }: { week: string; all: readonly WeekView[] }) {
  const others = all.filter((one) => one.week !== week)
  if (others.length === 0) return null
  return (
    <section className={css.others} aria-labelledby="others">
      <h2 id="others">Other weeks</h2>
      <ul>
        {others.map((one) => (
          <li key={one.week}>
            <span className={css.muted}>
              {formatDay(daysOf(one.week).first)} – {formatDay(daysOf(one.week).last)}
            </span>
            <Link href={`/digests/${one.week}`}>
              <bdi>{one.subject}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Stored({ digest }: { digest: Schemas['DigestView'] }) {
  const { company } = useCompany()
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const asText = search.get('as') === 'text'
  const here = `/digests/${digest.week}`
  return (
    <>
      <div className={css.head}>
        <div>
          <h2 className={css.subject}>
            <bdi>{digest.subject}</bdi>
          </h2>
          <p className={css.muted}>
            {digest.status === 'sent' && digest.sent_at ? (
              <>
                Sent <Instant at={digest.sent_at} zone={company.time_zone} />
              </>
            ) : (
              'On its way: it may or may not have left'
            )}
            . The numbers are those of <Instant at={digest.tiles.as_of} zone={company.time_zone} />, and stay
            so.
          </p>
        </div>
        <div className={css.kinds}>
          <Button aria-pressed={!asText} onClick={() => go(here, { replace: true })}>
            As sent
          </Button>
          <Button aria-pressed={asText} onClick={() => go(`${here}?as=text`, { replace: true })}>
            As text
          </Button>
        </div>
      </div>
      {asText ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keys
        <pre className={css.text} tabIndex={0}>
          {shownText(digest.text)}
        </pre>
      ) : (
        <Sheet html={digest.html} subject={digest.subject} />
      )}
      <p className={css.muted}>
        Who gets it, and when, is in <Link href="/settings">Settings</Link>. To stop it for yourself, use the
        link in your own copy.
      </p>
    </>
  )
}
