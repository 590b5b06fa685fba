import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

// The door of the local cloud: one address for the API and everything around it.
const door = process.env.OODALOO_DOOR ?? 'http://127.0.0.1:4567'
const proxied = ['/api', '/oauth2', '/login', '/logout', '/mail', '/healthz']

export default defineConfig({
  plugins: [react(), layersFirst()],
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
