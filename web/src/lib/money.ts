// Amounts are decimal text from the server and stay text: this only puts commas and signs in.

const symbols = new Map<string, string>()

function symbolOf(currency: string): string {
  let symbol = symbols.get(currency)
  if (symbol === undefined) {
    const parts = new Intl.NumberFormat('en-US', { style: 'currency', currency }).formatToParts(0)
    symbol = parts.find((part) => part.type === 'currency')?.value ?? currency
    // "CHF 12.00", but "$12.00".
    if (/[A-Za-z]$/.test(symbol)) symbol += ' '
    symbols.set(currency, symbol)
  }
  return symbol
}

export type Sign = 'auto' | 'always' | 'never'

// Takes decimal text and rounds half away from zero, as the Friday email does.
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0, useGrouping: false })

/**
 * "-1240.5" → "−$1,240.50". `sign: 'always'` shows the plus as well, `'never'` neither. Without cents it is rounded
 * as the Friday email rounds.
 */
export function formatMoney(amount: string, currency = 'USD', sign: Sign = 'auto', cents = true): string {
  const negative = amount.startsWith('-')
  const shown = cents ? magnitude(amount) : whole.format(magnitude(amount) as `${number}`)
  const [units = '0', fraction = ''] = shown.split('.')
  const grouped = units.replace(/\B(?=(\d{3})+$)/g, ',')
  const text = symbolOf(currency) + grouped + (cents ? `.${fraction.padEnd(2, '0')}` : '')
  if (sign === 'never') return text
  if (negative) return `−${text}`
  return sign === 'always' ? `+${text}` : text
}

export function isNegative(amount: string): boolean {
  return amount.startsWith('-')
}

/** The amount without its sign, still as text. */
export function magnitude(amount: string): string {
  return amount.replace(/^[-+]/, '')
}
