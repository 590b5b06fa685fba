import { type RefObject, useLayoutEffect, useState } from 'react'

/** Below this, six columns are no longer readable: rows become cards. */
const narrow = 720

/** Whether the element has too little room, whatever the reason: a phone, a small window, a page at 400 %. */
export function useNarrow(of: RefObject<HTMLElement | null>): boolean {
  const [is, setIs] = useState(() => window.innerWidth < narrow)
  useLayoutEffect(() => {
    const element = of.current
    if (!element || typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(() => setIs(element.clientWidth < narrow))
    observer.observe(element)
    return () => observer.disconnect()
  }, [of])
  return is
}
