import type { ReactNode } from 'react'
import { ApiError, wayOut } from '../api/problem'
import css from './notice.module.css'
import { RequestId } from './states'

interface Props {
  tone?: 'plain' | 'warn' | 'bad'
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  /** Said at once to screen readers: for what a person has to answer. */
  alert?: boolean
}

/** Something to know or to answer, standing in the page where it belongs. */
export function Notice({ tone = 'plain', title, children, actions, alert = false }: Props) {
  return (
    <div className={`${css.notice} ${css[tone]}`} role={alert ? 'alert' : undefined}>
      <div className={css.words}>
        {title ? <p className={css.title}>{title}</p> : null}
        {children}
      </div>
      {actions ? <div className={css.actions}>{actions}</div> : null}
    </div>
  )
}

/** A change that did not succeed: cause, way out, and the id to tell us. */
export function Refused({ error, title, actions }: { error: unknown; title?: string; actions?: ReactNode }) {
  const problem = error instanceof ApiError ? error : null
  return (
    <Notice
      tone="bad"
      alert
      title={title ?? problem?.title ?? 'This did not work'}
      actions={
        <>
          {actions}
          {problem?.requestId ? <RequestId id={problem.requestId} /> : null}
        </>
      }
    >
      {problem?.detail ? <p>{problem.detail}</p> : null}
      {problem?.fields.map((field) => (
        <p key={field.pointer}>{field.detail}</p>
      ))}
      <p>{problem ? wayOut(problem) : 'Something in this page broke. Reload it and try again.'}</p>
    </Notice>
  )
}
