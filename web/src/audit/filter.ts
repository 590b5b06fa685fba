// Which entries are shown: the address says it.
import { isDay } from './period'

export interface Filter {
  from: string | null
  to: string | null
  by: string | null
  target: string | null
}

export function filterOf(search: URLSearchParams): Filter {
  const day = (name: string) => {
    const text = search.get(name)
    return isDay(text) ? text : null
  }
  return { from: day('from'), to: day('to'), by: search.get('by'), target: search.get('target') }
}

export function hrefOf(filter: Filter): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(filter)) if (value) search.set(name, value)
  const text = search.toString()
  return text ? `/audit?${text}` : '/audit'
}
