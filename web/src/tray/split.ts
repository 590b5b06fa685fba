// The one place that adds money: whole cents as BigInt, and the server checks the sum again.

/** "400+25.50" → 42550n; null for what is no amount. Only plus and minus: nothing here is rounded. */
export function centsOf(text: string): bigint | null {
  const clean = text.replace(/[\s,$]/g, '').replace(/−/g, '-')
  if (!/^[-+]?\d*\.?\d*([-+]\d*\.?\d*)*$/.test(clean)) return null
  const terms = clean.match(/[-+]?[\d.]+/g)
  if (!terms || terms.join('') !== clean) return null
  let sum = 0n
  for (const term of terms) {
    const found = /^([-+]?)(\d*)(?:\.(\d{0,2}))?$/.exec(term)
    if (!found || (found[2] === '' && !found[3])) return null
    const cents = BigInt(found[2] || '0') * 100n + BigInt((found[3] ?? '').padEnd(2, '0'))
    sum += found[1] === '-' ? -cents : cents
  }
  return sum
}

export function textOf(cents: bigint): string {
  const negative = cents < 0n
  const digits = String(negative ? -cents : cents).padStart(3, '0')
  return `${negative ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

export type Target =
  | { kind: 'payment' | 'invoice' | 'job'; id: string; label: string; open?: string }
  | { kind: 'off_job'; label: string; note?: string }

export interface PartDraft {
  /** Names the line on the screen. */
  key: number
  amount: string
  target: Target | null
}

export interface Sum {
  /** What is left of the whole; negative when too much is given. */
  remainder: bigint
  /** Lines whose amount is none, by key. */
  bad: ReadonlySet<number>
  /** Why it cannot be saved; null when it can. */
  why: string | null
}

export function sumUp(whole: string, parts: readonly PartDraft[]): Sum {
  let left = centsOf(whole) ?? 0n
  const bad = new Set<number>()
  for (const part of parts) {
    const cents = part.amount.trim() === '' ? 0n : centsOf(part.amount)
    if (cents === null || cents < 0n) bad.add(part.key)
    else left -= cents
  }
  const filled = parts.filter((part) => part.amount.trim() !== '' || part.target)
  let why: string | null = null
  if (bad.size > 0) why = 'One of the amounts cannot be read.'
  else if (left > 0n) why = 'Something is left to share out.'
  else if (left < 0n) why = 'The parts are more than the deposit.'
  else if (filled.some((part) => (centsOf(part.amount) ?? 0n) <= 0n)) why = 'One part has no amount.'
  else if (filled.some((part) => part.target === null)) why = 'One part does not say what it is for.'
  else if (hasDouble(filled)) why = 'Two parts name the same thing: make them one.'
  return { remainder: left, bad, why }
}

function hasDouble(parts: readonly PartDraft[]): boolean {
  const ids = parts.flatMap(({ target }) => (target && 'id' in target ? [target.kind + target.id] : []))
  return new Set(ids).size < ids.length
}

/** What a part would have to be for nothing to be left: its own amount and the remainder together. */
export function filling(whole: string, parts: readonly PartDraft[], key: number): string {
  const others = parts.filter((part) => part.key !== key)
  const { remainder } = sumUp(whole, others)
  return remainder > 0n ? textOf(remainder) : ''
}

export function toParts(parts: readonly PartDraft[]) {
  return parts
    .filter((part) => part.target && part.amount.trim() !== '')
    .map((part) => {
      const amount = textOf(centsOf(part.amount) ?? 0n)
      const target = part.target as Target
      if (target.kind === 'off_job')
        return { amount, off_job: true, ...(target.note ? { note: target.note } : {}) }
      return { amount, [`${target.kind}_id`]: target.id }
    })
}
