// The local cloud the specs run against: started here and ended after, or the one OODALOO_UP names.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

export interface Login {
  role: string
  email: string
  password: string
  token: string
}

interface Up {
  spa_url: string
  mail_url: string
  company_id: string
  sandbox: { jobber_url: string; plaid_url: string }
  users: Login[]
}

declare module 'vitest' {
  interface ProvidedContext {
    up: Up
    shots: string
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const dir = `${root}target/e2e-cloud`

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!existsSync(`${root}web/dist/index.html`))
    throw new Error('there is no web/dist: run `npm run build` first')
  const shots = `${root}target/web-shots/`
  mkdirSync(shots, { recursive: true })
  project.provide('shots', shots)

  const given = process.env.OODALOO_UP
  if (given) {
    project.provide('up', JSON.parse(readFileSync(given, 'utf8')) as Up)
    return undefined
  }
  // What an earlier run left is another company's week: each run begins with a fresh one.
  await oodaloo('down')
  await oodaloo('up', '--port', process.env.OODALOO_PORT ?? '5760')
  project.provide('up', JSON.parse(readFileSync(`${dir}/up.json`, 'utf8')) as Up)
  return () => oodaloo('down')
}

/** Quiet when it goes well; all it said when it does not. */
function oodaloo(...words: string[]): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(`${root}target/debug/oodaloo`, ['--dir', dir, ...words], { cwd: root })
    let said = ''
    child.stdout.on('data', (text) => {
      said += text
    })
    child.stderr.on('data', (text) => {
      said += text
    })
    child.on('error', failed)
    child.on('exit', (code) =>
      code === 0 ? done() : failed(new Error(`oodaloo ${words.join(' ')}: exit ${code}\n${said}`)),
    )
  })
}
