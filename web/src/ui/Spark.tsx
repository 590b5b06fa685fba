// Small drawings in SVG. The words beside them, or their label, say the same to whoever does not see them.
import css from './spark.module.css'

/** For lengths alone: what is read is always the server's text. */
export function lengthOf(decimal: string): number {
  const found = Number(decimal)
  return Number.isFinite(found) ? found : 0
}

export interface Point {
  /** Of which week: "2026-W47". */
  at: string
  /** Decimal text; null where there is none. */
  value: string | null
}

const width = 120
const height = 28
const inset = 3

/** Where each point lies; null where there is no value. */
export function place(values: readonly (number | null)[]): ({ x: number; y: number } | null)[] {
  const known = values.filter((value) => value !== null)
  const low = Math.min(...known)
  const span = Math.max(...known) - low
  const step = values.length > 1 ? (width - 2 * inset) / (values.length - 1) : 0
  return values.map((value, index) => {
    if (value === null) return null
    // What never moved is a line in the middle, not at the bottom.
    const share = span === 0 ? 0.5 : (value - low) / span
    const round = (n: number) => Math.round(n * 10) / 10
    return { x: round(inset + index * step), y: round(height - inset - share * (height - 2 * inset)) }
  })
}

/** A line over some weeks, its last point marked. Nothing where there are fewer than two values. */
export function Spark({ points, unit }: { points: readonly Point[]; unit: string }) {
  const known = points.filter((point) => point.value !== null)
  if (known.length < 2) return null
  const places = place(points.map((point) => (point.value === null ? null : lengthOf(point.value))))
  let pen = 'M'
  const line = places
    .map((at) => {
      if (!at) {
        pen = 'M'
        return ''
      }
      const part = `${pen}${at.x} ${at.y}`
      pen = 'L'
      return part
    })
    .join('')
  const last = places.findLast((at) => at !== null)
  const words = known.map((point) => point.value).join(', ')
  return (
    <svg
      className={css.spark}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`The last ${known.length} weeks, oldest first: ${words} ${unit}`}
    >
      <path d={line} className={css.line} />
      {last ? <circle cx={last.x} cy={last.y} r="2.5" className={css.dot} /> : null}
    </svg>
  )
}

/** One bar; its words stand beside it. `tone` says what it is, the words do too. */
export function Bar({ share, tone = 'accent' }: { share: number; tone?: 'accent' | 'bad' | 'quiet' }) {
  // Whatever is there at all is seen.
  const drawn = share > 0 ? Math.max(1, Math.min(100, share * 100)) : 0
  return (
    <svg className={css.bar} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="0" width="100" height="6" className={css.track} />
      <rect x="0" y="0" width={drawn} height="6" className={css[tone]} />
    </svg>
  )
}
