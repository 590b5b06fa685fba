import { expect, test } from 'vitest'
import { paperOf, pathOf } from './paper'

function made(html: string): string {
  const box = document.createElement('div')
  box.append(paperOf(html).content)
  return box.innerHTML
}

test('what can act is left out, and what is inside of it, too', () => {
  const html = made(
    `<body><p onclick="x()">Hello <script>alert(1)</script><b>you</b></p><object>in</object>
     <img src="x" onerror="x()"><form action="/x"><input name="a"></form><svg><script>1</script></svg></body>`,
  )
  expect(html).toContain('<p>Hello <b>you</b></p>')
  expect(html).not.toMatch(/script|object|img|form|input|svg|onclick|onerror|alert/)
})

test('links stay in the app; those that leave it or act are left out', () => {
  expect(made('<a href="https://app.example.com/tray?company=co_1">Open</a>')).toBe(
    '<a href="/tray?company=co_1">Open</a>',
  )
  for (const href of [
    'javascript:alert(1)',
    '--oodaloo-unsubscribe-link--',
    'https://app.example.com/u/token',
    'https://app.example.com/traytor',
    'mailto:x@example.com',
  ]) {
    expect(made(`<p>Page · <a href="${href}">Words</a></p>`)).toBe('<p>Page</p>')
    expect(pathOf(href)).toBeNull()
  }
  expect(pathOf('https://other.example.com/digests/2026-W47')).toBe('/digests/2026-W47')
})

test('styles are kept one by one, but nothing is fetched for them', () => {
  const box = document.createElement('div')
  box.append(
    paperOf('<p style="color:#5f6470;background-image:url(https://x/y.png);position:fixed">a</p>').content,
  )
  const style = box.querySelector('p')?.style
  expect(style?.color).toBe('#5f6470')
  expect(style?.backgroundImage).toBeFalsy()
  expect(style?.position).toBeFalsy()
})

test('its own style sheets come along, without those for one mail program', () => {
  const { css } = paperOf(
    '<head><style>.a { color: red }</style><style media="screen and (min-width:480px)">.b {}</style></head>',
  )
  expect(css).toBe('.a { color: red }')
})

test('a text that looks like an attribute stays as it is', () => {
  expect(made('<p title="a > b style=c" style="color: red">say style=none</p>')).toBe(
    '<p style="color: red;">say style=none</p>',
  )
})

test('its headings stand below the one of the page', () => {
  expect(made('<h1>2.7 weeks</h1><h2>Collect</h2>')).toBe('<h2>2.7 weeks</h2><h3>Collect</h3>')
})
