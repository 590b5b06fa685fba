import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useParams, useSearchParams } from 'wouter'
import { api, ask, type Schemas } from '../api/client'
import { useCompany } from '../app/company'
import { formatDay } from '../lib/dates'
import { daysOf, isWeek, weekAfter, weekBefore, weekIn } from '../lib/week'
import { Button } from '../ui/Button'
import { Loaded } from '../ui/Loaded'
import { PageFrame } from '../ui/PageFrame'
import { Empty } from '../ui/states'
import { Instant } from '../ui/When'
import css from './digest.module.css'
import { NotSent } from './NotSent'
import { Sheet } from './Sheet'
import { shownText } from './text'

export default function Digest() {
  const { company } = useCompany()
  const { week } = useParams<{ week?: string }>()
  const now = weekIn(company.time_zone)
  const shown = week ?? now
  if (!isWeek(shown))
    return (
      <Empty title="There is no such week" actions={<Link href="/digests">This week's email</Link>}>
        <p>A week is written like {now}.</p>
      </Empty>
    )
  return <OfWeek key={shown} week={shown} now={now} />
}

function OfWeek({ week, now }: { week: string; now: string }) {
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
  return (
    <PageFrame
      title="Friday email"
      aside={`${formatDay(first)} – ${formatDay(last)}, week ${week}`}
      actions={
        <nav className={css.weeks} aria-label="Weeks">
          <Link href={`/digests/${weekBefore(week)}`} rel="prev">
            ← Week before
          </Link>
          {week < now ? (
            <Link href={`/digests/${weekAfter(week)}`} rel="next">
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
    </PageFrame>
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
