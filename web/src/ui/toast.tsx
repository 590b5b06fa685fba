// What just happened, said once. Never takes the focus; what needs an answer belongs into the page instead.
import { useEffect, useState } from 'react'
import { cell, useCell } from '../lib/store'
import { Button } from './Button'
import { Kbd } from './Kbd'
import css from './toast.module.css'

export interface Toast {
  text: string
  /** Shown for so long; 6 when nobody says. */
  seconds?: number
  action?: { label: string; kbd?: string | null; run: () => void }
}

interface Shown extends Toast {
  id: number
}

const current = cell<Shown | null>(null)
const spoken = cell('')
let count = 0

/** Shows and says a sentence; the one before gives way. Its number is for `amend`. */
export function say(toast: Toast | string): number {
  const made = typeof toast === 'string' ? { text: toast } : toast
  count += 1
  current.set({ ...made, id: count })
  announce(made.text)
  return count
}

/** Says it better, once the server has told it: without starting the clock anew, and without saying it twice. */
export function amend(id: number, text: string): void {
  const shown = current.get()
  if (shown?.id === id) current.set({ ...shown, text })
}

/** Says a sentence to screen readers alone. */
export function announce(text: string): void {
  // The same sentence twice has to be another text to be said again.
  spoken.set(spoken.get() === text ? `${text}\u00a0` : text)
}

/** Takes a sentence back that turned out not to be so. */
export function retract(id: number): void {
  if (current.get()?.id === id) current.set(null)
}

export function Toasts() {
  const toast = useCell(current)
  const text = useCell(spoken)
  return (
    <>
      <div className={css.spoken} role="status">
        {text}
      </div>
      <section className={css.region} aria-label="What just happened">
        {toast ? <One key={toast.id} toast={toast} /> : null}
      </section>
    </>
  )
}

function One({ toast }: { toast: Shown }) {
  const [left, setLeft] = useState(toast.seconds ?? 6)
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setInterval(() => setLeft((now) => now - 1), 1000)
    return () => clearInterval(timer)
  }, [held])
  useEffect(() => {
    if (left <= 0) current.set(null)
  }, [left])
  const { action } = toast
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: resting the pointer only stops the clock
    <div className={css.toast} onMouseEnter={() => setHeld(true)} onMouseLeave={() => setHeld(false)}>
      <span>{toast.text}</span>
      {action ? (
        <Button variant="quiet" className={css.action ?? ''} onClick={action.run}>
          {action.label}
          {action.kbd ? <Kbd>{action.kbd}</Kbd> : null}
          <span className={css.left} aria-hidden="true">
            {left} s
          </span>
        </Button>
      ) : null}
    </div>
  )
}
