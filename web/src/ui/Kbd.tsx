import css from './button.module.css'

/** A key. Screen readers have it from aria-keyshortcuts. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className={css.kbd} aria-hidden="true">
      {children}
    </kbd>
  )
}
