import { Link } from 'wouter'
import { useCompany } from '../app/company'
import { Money } from '../ui/Money'
import { lengthOf } from '../ui/Spark'
import { Instant } from '../ui/When'
import ageCss from './ages.module.css'
import css from './dashboard.module.css'
import { Prompted, Tile } from './Tile'
import { ages, plural, type Tiles } from './words'

type Aging = Extract<Tiles['ar_buckets'], { state: 'value' }>

export function ArTile({ tiles }: { tiles: Tiles }) {
  const { company } = useCompany()
  const tile = tiles.ar_buckets
  const read = tiles.data_health.last_jobber_sync_at
  if (tile.state === 'prompt')
    return (
      <Tile title="Clients owe" wide="less">
        <Prompted prompt={tile} />
      </Tile>
    )
  if (tile.total.count === 0)
    return (
      <Tile title="Clients owe" wide="less">
        <p className={css.words}>Nothing</p>
        <p className={css.note}>No invoice is open.</p>
      </Tile>
    )
  return (
    <Tile
      title="Clients owe"
      wide="less"
      href="/owner/ar_buckets"
      opens="the open invoices"
      foot={
        read ? (
          <>
            Jobber read <Instant at={read} zone={company.time_zone} />
          </>
        ) : null
      }
    >
      <div className={css.top}>
        <p className={css.number}>
          <Money amount={tile.total.amount} currency={company.currency} cents={false} />
        </p>
        <p className={css.note}>{plural(tile.total.count, 'open invoice')}</p>
      </div>
      <AgeBar aging={tile} />
      <AgeList aging={tile} />
    </Tile>
  )
}

/** One bar, its parts in the order of their age; the list beneath has the figures. */
export function AgeBar({ aging }: { aging: Aging }) {
  const whole = lengthOf(aging.total.amount) || 1
  let from = 0
  return (
    <svg className={ageCss.ages} viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">
      {ages.map(([age]) => {
        const share = (lengthOf(aging[age].amount) / whole) * 1000
        const x = from
        from += share
        return share > 0 ? (
          <rect key={age} x={x} y="0" width={Math.max(share - 4, 2)} height="14" className={ageCss[age]} />
        ) : null
      })}
    </svg>
  )
}

export function AgeList({ aging }: { aging: Aging }) {
  const { company } = useCompany()
  return (
    <ul className={ageCss.ageList}>
      {ages
        .filter(([age]) => aging[age].count > 0)
        .map(([age, label]) => (
          <li key={age}>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <rect width="10" height="10" rx="2" className={ageCss[age]} />
            </svg>
            <Link href={`/owner/ar_buckets?age=${age}`}>{label}</Link>
            <span className={ageCss.count}>{plural(aging[age].count, 'invoice')}</span>
            <Money amount={aging[age].amount} currency={company.currency} cents={false} />
          </li>
        ))}
    </ul>
  )
}
