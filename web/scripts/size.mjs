// What a browser has to fetch, compressed, against the budgets. Needs a build: reads dist.
import { readdir, readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

const KB = 1024
const budgets = {
  'first route, JS': 120 * KB,
  'lazy chunk, JS (largest)': 25 * KB,
  'all JS': 220 * KB,
  'all CSS': 12 * KB,
}

const dist = new URL('../dist/', import.meta.url)
const html = await readFile(new URL('index.html', dist), 'utf8')
const first = new Set([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((found) => found[1]))

const files = []
for (const name of await readdir(new URL('assets/', dist))) {
  const path = `assets/${name}`
  files.push({ path, gz: gzipSync(await readFile(new URL(path, dist)), { level: 9 }).length })
}
const js = files.filter((file) => file.path.endsWith('.js'))
const css = files.filter((file) => file.path.endsWith('.css'))
const sum = (list) => list.reduce((all, file) => all + file.gz, 0)
const measured = {
  'first route, JS': sum(js.filter((file) => first.has(file.path))),
  'lazy chunk, JS (largest)': Math.max(
    0,
    ...js.filter((file) => !first.has(file.path)).map((file) => file.gz),
  ),
  'all JS': sum(js),
  'all CSS': sum(css),
}

const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`
for (const file of files.sort((a, b) => b.gz - a.gz)) console.log(`${kb(file.gz).padStart(9)}  ${file.path}`)
let over = false
for (const [name, limit] of Object.entries(budgets)) {
  const bad = measured[name] > limit
  over ||= bad
  console.log(`${bad ? '✗' : '✓'} ${name}: ${kb(measured[name])} of ${kb(limit)}`)
}
if (over) process.exit(1)
