// What has to be known again when a bank's own page brings the browser back: kept for this tab alone.
export interface Linking {
  token: string
  company_id: string
  /** The connection that is mended; null for a new one. */
  account: string | null
}

const name = 'oodaloo.linking'

export function keepLinking(linking: Linking): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(linking))
  } catch {
    // Without it only banks that open in this same tab cannot be resumed.
  }
}

export function keptLinking(): Linking | null {
  try {
    const found = sessionStorage.getItem(name)
    return found ? (JSON.parse(found) as Linking) : null
  } catch {
    return null
  }
}

export function dropLinking(): void {
  try {
    sessionStorage.removeItem(name)
  } catch {
    // It ends with the tab.
  }
}
