import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { useLocation } from 'wouter'
import { theme } from '../lib/prefs'
import { useCell } from '../lib/store'
import css from './digest.module.css'
import { paperOf, sheetOf } from './paper'

/** The email as it was sent, in a shadow tree: its styles do not touch the app's, nor the app's its. */
export function Sheet({ html, subject }: { html: string; subject: string }) {
  const host = useRef<HTMLDivElement>(null)
  const [, go] = useLocation()
  const dark = useDark()
  const paper = useMemo(() => paperOf(html), [html])
  useEffect(() => {
    const element = host.current
    if (!element) return
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
    root.replaceChildren(paper.content.cloneNode(true))
    const follow = (event: Event) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null
      const path = link?.getAttribute('href')
      const plain = event instanceof MouseEvent && !(event.ctrlKey || event.metaKey || event.shiftKey)
      if (!path || !plain) return
      event.preventDefault()
      go(path)
    }
    root.addEventListener('click', follow)
    return () => root.removeEventListener('click', follow)
  }, [paper, go])
  useEffect(() => {
    const root = host.current?.shadowRoot
    if (root) root.adoptedStyleSheets = [sheetOf(paper.css, dark)]
  }, [paper, dark])
  return <article ref={host} className={css.sheet} aria-label={subject} />
}

const system = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null

function useDark(): boolean {
  const chosen = useCell(theme)
  const follows = useSyncExternalStore(
    (listener) => {
      system?.addEventListener('change', listener)
      return () => system?.removeEventListener('change', listener)
    },
    () => system?.matches ?? false,
  )
  return chosen === 'system' ? follows : chosen === 'dark'
}
