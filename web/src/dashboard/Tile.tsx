import { type ReactNode, useId } from 'react'
import { Link } from 'wouter'
import type { Schemas } from '../api/client'
import { useCompany } from '../app/company'
import { Bar, type Point, Spark } from '../ui/Spark'
import css from './dashboard.module.css'
import { type Change, wayOutOf } from './words'

interface Props {
  title: string
  /** The rows behind it; the whole tile is their link. */
  href?: string
  /** What the link says to whoever does not see that the tile is one. */
  opens?: string
  wide?: 'half' | 'hero' | 'less' | 'more'
  children: ReactNode
  /** Where the figure comes from and when that was read. */
  foot?: ReactNode
}

/** A frame for one figure: the title is the link, and its area is the tile. */
export function Tile({ title, href, opens, wide, children, foot }: Props) {
  const id = useId()
  return (
    <section className={[css.tile, wide ? css[wide] : ''].join(' ')} aria-labelledby={id}>
      <h2 id={id}>
        {href ? (
          <Link href={href} className={css.cover ?? ''}>
            {title}
            {opens ? <span className="visually-hidden">: {opens}</span> : null}
          </Link>
        ) : (
          title
        )}
      </h2>
      {children}
      {foot ? <p className={css.foot}>{foot}</p> : null}
    </section>
  )
}

interface FigureProps {
  value: ReactNode
  unit?: string
  change?: Change | null
  /** How much of the whole the number is. */
  bar?: number
  note?: ReactNode
  points?: readonly Point[]
}

/** The number first, then what it was, then one line of why. */
export function Figure({ value, unit, change, bar, note, points }: FigureProps) {
  return (
    <>
      <div className={css.top}>
        <p className={css.number}>
          {value}
          {unit ? <span className={css.unit}> {unit}</span> : null}
        </p>
        {points ? <Spark points={points} unit={unit ?? ''} /> : null}
      </div>
      {change ? <p className={css[change.tone]}>{change.text}</p> : null}
      {bar === undefined ? null : <Bar share={bar} />}
      {note ? <p className={css.note}>{note}</p> : null}
    </>
  )
}

/** Instead of a number: what to do to have one, and where. */
export function Prompted({ prompt }: { prompt: Schemas['Prompt'] }) {
  const { company } = useCompany()
  const way = wayOutOf(prompt.code)
  const may = way !== null && (!way.owner || company.role === 'owner')
  return (
    <div className={css.prompt}>
      <p>{prompt.text}</p>
      {may ? (
        <Link href={way.href} className={css.go ?? ''}>
          {way.label}
        </Link>
      ) : null}
      {way && !may ? <p className={css.note}>An owner can do this.</p> : null}
    </div>
  )
}

/** The bank does not support the number any more, so it is not told as one. */
export function NotUpdated({ last }: { last: string }) {
  return (
    <>
      <p className={css.words}>Not updated</p>
      <p className={css.note}>
        Last known: {last}. <Link href="/integrations">Look at the connection</Link>
      </p>
    </>
  )
}
