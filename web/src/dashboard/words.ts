// What a tile says beside its number. The figures are the server's text; only words are chosen here.
import type { Schemas } from '../api/client'
import { isNegative } from '../lib/money'

export type Tiles = Schemas['TilesView']

export interface Change {
  /** "+0.6 weeks since last Friday's email". */
  text: string
  tone: 'good' | 'bad' | 'level'
}

/** A change as the server counted it; `less` says that a fall is the good news. */
export function changeWords(
  change: string | null | undefined,
  unit: string,
  better: 'more' | 'less',
): Change | null {
  if (change === null || change === undefined) return null
  if (/^-?0+\.0$/.test(change)) return { text: `as a week ago`, tone: 'level' }
  const down = isNegative(change)
  const signed = down ? `−${change.slice(1)}` : `+${change}`
  const words = unit ? `${signed} ${unit}` : signed
  return { text: `${words} since last week`, tone: down === (better === 'less') ? 'good' : 'bad' }
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** A span of time as people say it: "under a second", "12 s", "4 min", "3 h", "2 days". */
export function span(seconds: number): string {
  if (seconds < 1) return 'under a second'
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}

export interface WayOut {
  href: string
  label: string
  /** Who can do it. */
  owner: boolean
}

/** Where to go when a figure is not known; null where only time helps. */
export function wayOutOf(code: string): WayOut | null {
  switch (code) {
    case 'set_burden':
      return { href: '/settings', label: 'Set weekly burden', owner: true }
    case 'burden_not_positive':
      return { href: '/settings', label: 'Change weekly burden', owner: true }
    case 'job_days_unknown':
      return { href: '/settings', label: 'Change how burden is shared', owner: true }
    case 'connect_bank':
      return { href: '/integrations', label: 'Connect your bank', owner: true }
    case 'balances_unknown':
      return { href: '/integrations', label: 'Look at the bank connection', owner: true }
    case 'connect_jobber':
      return { href: '/integrations', label: 'Connect Jobber', owner: true }
    case 'no_banked_jobs':
      return { href: '/tray', label: 'Open the tray', owner: false }
    default:
      return null
  }
}

/** One muted line for an add-on whose signal is there; null for a signal we do not know yet. */
export function upsellWords(
  upsell: Schemas['Upsell'],
  offer: Schemas['OfferView'] | undefined,
): string | null {
  const signal = signalOf(upsell)
  if (!signal || !offer) return signal
  const name = offer.add_on.charAt(0) + offer.add_on.slice(1).toLowerCase().replaceAll('_', ' ')
  return `${signal} ${name} ${offer.offer}: ${offer.price}.`
}

function signalOf(upsell: Schemas['Upsell']): string | null {
  if (upsell.code === 'lump_payouts')
    return `${plural(upsell.count, 'payout')} of several payments in 12 weeks.`
  if (upsell.code === 'slow_clients') return `Clients take ${upsell.days} days to pay.`
  return null
}

export const ages = [
  ['not_due', 'Not due'],
  ['d1_30', '1–30 days late'],
  ['d31_60', '31–60 days late'],
  ['d61_90', '61–90 days late'],
  ['d90_plus', 'Over 90 days late'],
  ['disputed', 'Disputed'],
] as const

const processors: Record<string, string> = {
  JOBBER_PAY: 'Jobber Payments',
  STRIPE: 'Stripe',
  ACH: 'Bank transfer',
  CHECK: 'Check',
  CASH: 'Cash',
  TRANSFER: 'Own account',
}

export function processorWords(processor: string): string {
  return processors[processor] ?? 'Other'
}

/** Who decided about a match. */
export function deciderWords(actor: Schemas['Actor']): string {
  return { engine: 'Oodaloo', rule: 'A rule', person: 'A person' }[actor.kind]
}
