import type { ReactNode } from 'react'
import css from './page-frame.module.css'

interface Props {
  title: string
  /** One line beside the title: as-of time, counts. */
  aside?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A page's own heading and margins. Every page but the tray stands in one. */
export function PageFrame({ title, aside, actions, children }: Props) {
  return (
    <div className={css.page}>
      <header className={css.header}>
        <h1>{title}</h1>
        {aside ? <p className={css.aside}>{aside}</p> : null}
        {actions ? <div className={css.actions}>{actions}</div> : null}
      </header>
      {children}
    </div>
  )
}
