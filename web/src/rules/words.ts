// What rules do and do not do, in words.
import type { Schemas } from '../api/client'

export type RuleKind = Schemas['RuleKind']

export const kinds: readonly { kind: RuleKind; does: string; means: string }[] = [
  {
    kind: 'vendor_to_jobtype',
    does: 'Goods for a kind of job',
    means: 'Jobs of that kind that were worked on that day are suggested first.',
  },
  {
    kind: 'ignore_merchant',
    does: 'Ignore it',
    means: 'No concern of the books: it never waits in the tray again.',
  },
  {
    kind: 'processor_fee',
    does: "A processor's fee",
    means: 'The price of taking cards, never the expense of a job.',
  },
]

export function doesWhat(rule: { kind: RuleKind; value?: string }): string {
  switch (rule.kind) {
    case 'vendor_to_jobtype':
      return `For ${rule.value || 'jobs'}: those jobs are suggested first`
    case 'ignore_merchant':
      return 'Ignored: never waits in the tray'
    case 'processor_fee':
      return rule.value
        ? `A fee of ${rule.value}, never a job's expense`
        : "A processor's fee, never a job's expense"
  }
}

/** What `dry_run` answers. */
export interface Preview {
  touched: number
  amount: string
  would_not: number
  touched_rows: PreviewRow[]
  would_not_rows: PreviewRow[]
}

export interface PreviewRow {
  transaction_id: string
  date: string
  amount: string
  description: string
  why_not?: { code: string; status?: string; rule_id?: string }
}

const decided: Record<string, string> = {
  auto_matched: 'matched already',
  confirmed: 'confirmed already',
  split: 'split already',
  off_job: 'off-job already',
  ignored: 'ignored already',
  tagged: 'on a job already',
}

/** Why a rule would leave a line alone. `patternOf` knows the other rules. */
export function whyNot(why: PreviewRow['why_not'], patternOf: (id: string) => string | undefined): string {
  switch (why?.code) {
    case 'decided':
      return decided[why.status ?? ''] ?? 'decided already'
    case 'withdrawn':
      return 'the bank took it back'
    case 'money_in':
      return 'money in may be revenue'
    case 'other_rule':
      return `“${patternOf(why.rule_id ?? '') ?? 'another rule'}” is more specific`
    default:
      return 'left alone'
  }
}

/** "7 open items". */
export function items(count: number): string {
  return count === 1 ? '1 open item' : `${count} open items`
}
