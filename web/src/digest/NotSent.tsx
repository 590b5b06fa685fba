import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, ask } from '../api/client'
import { useCompany } from '../app/company'
import { formatDayLong } from '../lib/dates'
import { daysOf, plusDays, todayIn, weekBefore } from '../lib/week'
import { Empty } from '../ui/states'
import { clock } from './text'

/** No email of that week: still to come, or never. */
export function NotSent({ week, now }: { week: string; now: string }) {
  const { company } = useCompany()
  const friday = plusDays(daysOf(week).first, 4)
  const toCome = week >= now && todayIn(company.time_zone) <= friday
  const settings = useQuery({
    queryKey: ['settings-time', company.company_id],
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/settings', { params: { query: { company_id: company.company_id } }, signal })),
    enabled: toCome,
    staleTime: 5 * 60_000,
  })
  if (!toCome)
    return (
      <Empty
        title="No email of that week"
        actions={
          week === now ? (
            <Link href={`/digests/${weekBefore(week)}`}>The week before</Link>
          ) : (
            <Link href="/digests">This week's email</Link>
          )
        }
      >
        <p>None was sent: Oodaloo was not set up yet, or nobody was to get it.</p>
      </Empty>
    )
  return (
    <Empty
      title="Not sent yet"
      actions={
        <>
          <Link href="/owner">The figures now</Link>
          <Link href={`/digests/${weekBefore(week)}`}>Last week's email</Link>
        </>
      }
    >
      <p>
        It goes out on {formatDayLong(friday)}
        {settings.data ? `, at ${clock(settings.data.digest_time)}` : ''}.
      </p>
      {settings.data && settings.data.digest_to.length === 0 ? (
        <p>
          Nobody is to get it. <Link href="/settings">Say who</Link>
        </p>
      ) : null}
    </Empty>
  )
}
