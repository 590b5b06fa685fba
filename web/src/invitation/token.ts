// The token of an invitation comes behind the `#`, where no server sees it. It leaves the address bar at once, and
// waits in this tab while the person signs in.
const name = 'oodaloo.invitation'

export function takeToken(): string | null {
  const found = location.hash.slice(1)
  try {
    if (found) sessionStorage.setItem(name, found)
    if (found) history.replaceState(null, '', location.pathname)
    return found || sessionStorage.getItem(name)
  } catch {
    return found || null
  }
}

export function dropToken(): void {
  try {
    sessionStorage.removeItem(name)
  } catch {
    // It ends with the tab.
  }
}
