import { readFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

// The door of the local cloud: one address for the API and everything around it.
const door = process.env.OODALOO_DOOR ?? 'http://127.0.0.1:4567'
const proxied = ['/api', '/oauth2', '/login', '/logout', '/mail', '/healthz']

export default defineConfig({
  plugins: [react(), layersFirst(), ...developerSession()],
  build: {
    // Browsers that know light-dark(), popover and content-visibility by themselves.
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    // One sheet: it compresses better whole, and is there before any page asks for it.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    // The CSP allows `data:` for images alone: nothing else is inlined.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // All that the first screen needs in one request, shared with the lazy pages or not.
        codeSplitting: { groups: [{ name: 'app', tags: ['$initial'] }] },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: door, changeOrigin: false }])),
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
})

/**
 * Whichever sheet comes first says the order of the layers: a chunk that comes before the one with `tokens.css`
 * would otherwise turn it over.
 */
function layersFirst(): Plugin {
  return {
    name: 'oodaloo-layers-first',
    apply: 'build',
    generateBundle(_, files) {
      for (const file of Object.values(files)) {
        if (file.type === 'asset' && file.fileName.endsWith('.css'))
          file.source = `@layer reset,base,ui,page;${file.source}`
      }
    },
  }
}

/**
 * With OODALOO_UP=…/up.json the development server itself answers `POST /api/v1/session` with the token of the
 * person named by OODALOO_AS (`owner` unless said): for working on the app beside a cloud without a sign-in page.
 */
function developerSession(): Plugin[] {
  const file = process.env.OODALOO_UP
  if (!file) return []
  return [
    {
      name: 'oodaloo-developer-session',
      apply: 'serve',
      configureServer(server) {
        server.middlewares.use('/api/v1/session', (request, response, next) => {
          if (request.method !== 'POST') return next()
          const up = JSON.parse(readFileSync(file, 'utf8'))
          const users = up.users as { role: string; token: string }[]
          const person = users.find((user) => user.role === (process.env.OODALOO_AS ?? 'owner'))
          response.setHeader('content-type', 'application/json')
          response.end(
            JSON.stringify({
              access_token: person?.token,
              expires_at: new Date(Date.now() + 50 * 60_000).toISOString(),
            }),
          )
        })
      },
    },
  ]
}
