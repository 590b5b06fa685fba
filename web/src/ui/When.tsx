import { ago, formatDay, formatDayLong, formatInstant } from '../lib/dates'
import css from './text.module.css'

/** A business date. */
export function Day({ day }: { day: string }) {
  return (
    <time className={css.figure} dateTime={day} title={formatDayLong(day)}>
      {formatDay(day)}
    </time>
  )
}

/** A moment in the company's zone; `relative` says how long ago, with the moment as title. */
export function Instant({ at, zone, relative = false }: { at: string; zone: string; relative?: boolean }) {
  const full = formatInstant(at, zone)
  return (
    <time className={css.figure} dateTime={at} title={full}>
      {relative ? ago(at) : full}
    </time>
  )
}
