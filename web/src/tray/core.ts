// Where one is in the tray: cursor, what is open, what is selected. Pure; React only paints it.

export type Panel = 'ways' | 'assign' | 'split' | 'rule' | 'history'

export interface Desk {
  /** The rows, as they stand on the screen. */
  order: readonly string[]
  cursor: string | null
  /** Whether the row at the cursor shows its detail. */
  open: boolean
  panel: Panel
  selected: ReadonlySet<string>
  /** Where an extended selection began. */
  anchor: string | null
}

export type Move = 'next' | 'previous' | 'first' | 'last' | 'page-down' | 'page-up'

export type Event =
  | { type: 'rows'; order: readonly string[] }
  | { type: 'move'; to: Move }
  | { type: 'focus'; id: string }
  | { type: 'open'; id?: string; panel?: Panel }
  | { type: 'close' }
  | { type: 'toggle'; id: string }
  | { type: 'select'; id: string }
  | { type: 'extend'; to: 'next' | 'previous' }
  | { type: 'extend-to'; id: string }
  | { type: 'select-all' }
  | { type: 'select-these'; ids: readonly string[] }
  | { type: 'acted'; ids: readonly string[] }

export const empty: Desk = {
  order: [],
  cursor: null,
  open: false,
  panel: 'ways',
  selected: new Set(),
  anchor: null,
}

const page = 10

export function reduce(desk: Desk, event: Event): Desk {
  switch (event.type) {
    case 'rows':
      return withRows(desk, event.order)
    case 'move':
      return at(desk, target(desk, event.to))
    case 'focus':
      return at(desk, event.id)
    case 'open':
      return { ...at(desk, event.id ?? desk.cursor), open: true, panel: event.panel ?? 'ways' }
    case 'close':
      if (desk.open && desk.panel !== 'ways') return { ...desk, panel: 'ways' }
      if (desk.open) return { ...desk, open: false }
      return desk.selected.size > 0 ? { ...desk, selected: new Set(), anchor: null } : desk
    case 'toggle':
      if (desk.cursor === event.id && desk.open) return { ...desk, open: false, panel: 'ways' }
      return { ...at(desk, event.id), open: true, panel: 'ways' }
    case 'select':
      return { ...at(desk, event.id), selected: toggled(desk.selected, event.id), anchor: event.id }
    case 'extend':
      return extend(desk, target(desk, event.to))
    case 'extend-to':
      return extend(desk, event.id)
    case 'select-all': {
      const all = desk.selected.size === desk.order.length
      return { ...desk, selected: new Set(all ? [] : desk.order) }
    }
    case 'select-these':
      return { ...desk, selected: new Set(event.ids), anchor: event.ids[0] ?? null }
    case 'acted':
      return withRows(
        desk,
        desk.order.filter((id) => !event.ids.includes(id)),
      )
  }
}

function at(desk: Desk, id: string | null): Desk {
  if (id === desk.cursor) return desk
  return { ...desk, cursor: id, panel: 'ways' }
}

function target(desk: Desk, to: Move): string | null {
  const { order, cursor } = desk
  const here = cursor === null ? -1 : order.indexOf(cursor)
  const steps: Record<Move, number> = {
    next: here + 1,
    previous: here - 1,
    first: 0,
    last: order.length - 1,
    'page-down': here + page,
    'page-up': here - page,
  }
  return order[Math.max(0, Math.min(order.length - 1, steps[to]))] ?? null
}

/** Rows come and go; the cursor stays on its row, and where that is gone, on the one that took its place. */
function withRows(desk: Desk, order: readonly string[]): Desk {
  const there = new Set(order)
  let { cursor } = desk
  if (cursor === null || !there.has(cursor)) {
    const was = cursor === null ? -1 : desk.order.indexOf(cursor)
    const after = was < 0 ? undefined : desk.order.slice(was + 1).find((id) => there.has(id))
    const before = was < 0 ? undefined : desk.order.slice(0, was).findLast((id) => there.has(id))
    cursor = after ?? before ?? order[0] ?? null
  }
  const gone = [...desk.selected].some((id) => !there.has(id))
  return {
    ...desk,
    order,
    cursor,
    panel: cursor === desk.cursor ? desk.panel : 'ways',
    open: desk.open && cursor !== null,
    selected: gone ? new Set([...desk.selected].filter((id) => there.has(id))) : desk.selected,
    anchor: desk.anchor !== null && there.has(desk.anchor) ? desk.anchor : null,
  }
}

function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}

function extend(desk: Desk, id: string | null): Desk {
  if (id === null) return desk
  const anchor = desk.anchor ?? desk.cursor ?? id
  const [from, to] = [desk.order.indexOf(anchor), desk.order.indexOf(id)].sort((a, b) => a - b)
  const range = desk.order.slice(from, (to ?? 0) + 1)
  return { ...at(desk, id), selected: new Set([...desk.selected, ...range]), anchor }
}
