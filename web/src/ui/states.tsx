// What a page shows when there is nothing to show, not yet, or not at all.
import { type ReactNode, useEffect, useState } from 'react'
import { ApiError, wayOut } from '../api/problem'
import { Button } from './Button'
import css from './states.module.css'

interface EmptyProps {
  title: string
  children?: ReactNode
  /** What to do about it: buttons or links. */
  actions?: ReactNode
}

export function Empty({ title, children, actions }: EmptyProps) {
  return (
    <div className={css.empty}>
      <h2>{title}</h2>
      {children ? <div className={css.words}>{children}</div> : null}
      {actions ? <div className={css.actions}>{actions}</div> : null}
    </div>
  )
}

interface ErrorProps {
  error: unknown
  /** What could not be done: "The tray did not load". */
  title: string
  retry?: () => void
}

/** An error with its cause, the way out, and an id to copy. */
export function ErrorState({ error, title, retry }: ErrorProps) {
  const problem = error instanceof ApiError ? error : null
  return (
    <div className={css.empty} role="alert">
      <h2>{title}</h2>
      <div className={css.words}>
        <p>{problem ? problem.detail || problem.title : 'Something in this page broke.'}</p>
        <p>{problem ? wayOut(problem) : 'Reload the page; what you decided is kept.'}</p>
      </div>
      <div className={css.actions}>
        {retry ? (
          <Button variant="primary" onClick={retry}>
            Try again
          </Button>
        ) : (
          <Button variant="primary" onClick={() => location.reload()}>
            Reload
          </Button>
        )}
        {problem?.requestId ? <RequestId id={problem.requestId} /> : null}
      </div>
    </div>
  )
}

export function RequestId({ id }: { id: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <Button
      variant="quiet"
      className={css.request ?? ''}
      title="Copy the request id: with it we find what happened"
      onClick={() => void navigator.clipboard.writeText(id).then(() => setCopied(true))}
    >
      <span className={css.id}>{id}</span> {copied ? 'copied' : 'copy'}
    </Button>
  )
}

/** True once `ms` have passed: a wait too short to notice needs no sign of it. */
export function useLater(ms = 150): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return late
}

/** Grey lines where rows will be, on the first load alone, and only after 150 ms. */
export function Skeleton({ rows = 8, label = 'Loading' }: { rows?: number; label?: string }) {
  const late = useLater()
  return (
    <div className={css.skeleton} aria-busy="true">
      <span className={css.hidden}>{label}</span>
      {late
        ? Array.from({ length: rows }, (_, at) => at).map((at) => <div key={at} className={css.bone} />)
        : null}
    </div>
  )
}
