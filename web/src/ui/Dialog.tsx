import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Button } from './Button'
import css from './dialog.module.css'

interface Props {
  title: string
  onClose: () => void
  children: ReactNode
  footer?: ReactNode
  wide?: boolean
}

/** Where the focus goes but for `data-autofocus`; the browser's own choice would be the button that closes. */
const fields = 'input:not([type="checkbox"], [type="radio"]), select, textarea'

/** A modal dialog, open as long as it is rendered. The browser keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, children, footer, wide = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [before] = useState(() => document.activeElement)
  useEffect(() => {
    const element = dialog.current
    if (!element) return
    if (!element.open) element.showModal()
    // React's autoFocus comes too early: what is in a closed dialog cannot take the focus.
    const wanted = element.querySelector<HTMLElement>('[data-autofocus]') ?? element.querySelector(fields)
    if (wanted instanceof HTMLElement) wanted.focus()
    return () => {
      element.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [before])
  return (
    <dialog
      ref={dialog}
      className={wide ? `${css.dialog} ${css.wide}` : css.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => {
        // A press on the backdrop lands on the dialog element itself.
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <div className={css.inner}>
        <header className={css.header}>
          <h2 id={id}>{title}</h2>
          <Button variant="quiet" onClick={onClose} aria-label="Close" kbd="Esc" />
        </header>
        <div className={css.body}>{children}</div>
        {footer ? <footer className={css.footer}>{footer}</footer> : null}
      </div>
    </dialog>
  )
}
