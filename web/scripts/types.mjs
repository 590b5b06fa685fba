// Writes src/api/schema.d.ts from the API's own description; with --check only says whether it is current.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const description = new URL('../../functions/tray-api/openapi.json', import.meta.url)
const file = new URL('../src/api/schema.d.ts', import.meta.url)
const head = '// Made by `npm run types` from functions/tray-api/openapi.json. Not to be edited.\n\n'
const made = head + astToString(await openapiTS(description))

if (process.argv.includes('--check')) {
  const there = await readFile(file, 'utf8').catch(() => '')
  if (there !== made) {
    console.error('src/api/schema.d.ts is not what functions/tray-api/openapi.json says: run `npm run types`')
    process.exit(1)
  }
} else {
  await writeFile(file, made)
}
