// The stored email as elements of our own. Its HTML has inline styles, which the page's CSP refuses in markup; so it
// is read by the browser's parser, and what is known to be harmless is made anew, with its styles set one by one.
// Nothing of it is ever put into the page as HTML.

const elements = new Set(
  'div span p a b i em strong small br hr bdi h1 h2 h3 table caption thead tbody tfoot tr td th ul ol li'.split(
    ' ',
  ),
)

const attributes = new Set(
  'align valign width height bgcolor border cellpadding cellspacing colspan rowspan scope role lang dir'.split(
    ' ',
  ),
)

/** The page has the one `h1`: an email's headings stand a step below. Their sizes are inline, so nothing looks different. */
const lower: Readonly<Record<string, string>> = { h1: 'h2', h2: 'h3', h3: 'h4' }

/** What a style attribute is called while it is parsed. */
const styles = 'data-style'

/** Pages of the app that an email may lead to. */
const places = /^\/(?:tray|owner|integrations|settings|jobs|audit|digests)(?:\/|$)/

/** The app's own path of a link in an email, or null for one that leads elsewhere. */
export function pathOf(href: string): string | null {
  let url: URL
  try {
    url = new URL(href)
  } catch {
    return null
  }
  if (!/^https?:$/.test(url.protocol) || !places.test(url.pathname)) return null
  return url.pathname + url.search
}

export interface Paper {
  /** The body's own children. */
  content: DocumentFragment
  /** Its style sheets, as text. */
  css: string
}

/**
 * Even a document that is never shown has the page's CSP on its style attributes and elements while it is parsed: so
 * they get other names before.
 */
export function paperOf(html: string): Paper {
  const css: string[] = []
  const plain = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<style\b([^>]*)>([\s\S]*?)<\/style\s*>/gi, (_, about: string, text: string) => {
      // A sheet for one mail program says so by its media.
      if (!/\bmedia\s*=/i.test(about)) css.push(text)
      return ''
    })
    .replace(/<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi, (tag) => tag.replace(/(\s)style=/gi, `$1${styles}=`))
  const parsed = new DOMParser().parseFromString(plain, 'text/html')
  const content = document.createDocumentFragment()
  copyInto(content, parsed.body)
  return { content, css: css.join('\n') }
}

function copyInto(to: Node, from: Element): void {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      to.appendChild(document.createTextNode(child.nodeValue ?? ''))
    } else if (child.nodeType === Node.ELEMENT_NODE) {
      const element = child as HTMLElement
      const name = element.localName
      // Of what is not known, only what is harmless inside of it is kept; scripts and forms keep nothing.
      if (name === 'a' && pathOf(element.getAttribute('href') ?? '') === null) leaveOut(to)
      else if (elements.has(name)) to.appendChild(copyOf(element, name))
      else if (!/^(script|style|template|iframe|object|embed|svg|math|form|input|button|title)$/.test(name))
        copyInto(to, element)
    }
  }
}

/** A link that leads nowhere in the app (the one each reader unsubscribes with) goes, and the dot before it. */
function leaveOut(to: Node): void {
  const before = to.lastChild
  if (before?.nodeType === Node.TEXT_NODE) before.nodeValue = before.nodeValue?.replace(/\s*·\s*$/, '') ?? ''
}

function copyOf(from: HTMLElement, name: string): HTMLElement {
  const made = document.createElement(lower[name] ?? name)
  const path = name === 'a' ? pathOf(from.getAttribute('href') ?? '') : null
  if (path !== null) made.setAttribute('href', path)
  for (const { name: attribute, value } of from.attributes) {
    if (attributes.has(attribute)) made.setAttribute(attribute, value)
    if (attribute === 'class') made.className = value
  }
  const told = from.getAttribute(styles)
  if (told) made.style.cssText = told
  for (const property of Array.from({ length: made.style.length }, (_, at) => made.style.item(at))) {
    const value = made.style.getPropertyValue(property)
    // Nothing is fetched for an email, and nothing leaves its sheet.
    if (/url\(/i.test(value) || (property === 'position' && value !== 'static'))
      made.style.removeProperty(property)
  }
  copyInto(made, from)
  return made
}

/** Its rules for dark screens follow the app's theme, not the system's. */
export function sheetOf(css: string, dark: boolean): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  for (const rule of sheet.cssRules) {
    if (rule instanceof CSSMediaRule && rule.conditionText.includes('prefers-color-scheme: dark')) {
      rule.media.mediaText = dark ? 'all' : 'not all'
    }
  }
  return sheet
}
