import { type ReactNode, useId, useRef } from 'react'
import { Button } from './Button'
import css from './menu.module.css'

interface Props {
  label: ReactNode
  /** Said instead of the label where that is only a sign. */
  name?: string
  className?: string | undefined
  children: ReactNode
}

/** A button and what it shows: a native popover, closed by Esc or a press outside. */
export function Menu({ label, name, className, children }: Props) {
  const id = useId()
  const panel = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLSpanElement>(null)
  const place = () => {
    const at = button.current?.getBoundingClientRect()
    const box = panel.current
    if (!at || !box) return
    const { width, height } = box.getBoundingClientRect()
    const left = Math.max(8, Math.min(at.left, innerWidth - width - 8))
    const below = at.bottom + 4
    const top = below + height > innerHeight - 8 ? Math.max(8, at.top - height - 4) : below
    box.style.left = `${left}px`
    box.style.top = `${top}px`
  }
  return (
    <>
      <span ref={button} className={css.anchor}>
        <Button variant="quiet" popoverTarget={id} aria-label={name} className={className ?? ''}>
          {label}
        </Button>
      </span>
      <div
        ref={panel}
        id={id}
        popover="auto"
        className={css.panel}
        onToggle={(event) => {
          if (event.newState === 'open') place()
        }}
      >
        {children}
      </div>
    </>
  )
}
