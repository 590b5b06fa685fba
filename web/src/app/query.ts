import { QueryClient } from '@tanstack/react-query'
import { ApiError } from '../api/problem'

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // Offline is an answer too, with words and a way out; paused would be a skeleton without end.
      networkMode: 'always',
      refetchOnReconnect: true,
      // What passes by itself is asked again; what was refused is not.
      retry: (count, error) => count < 2 && error instanceof ApiError && error.passing,
      retryDelay: (count, error) =>
        error instanceof ApiError && error.retryAfter ? error.retryAfter * 1000 : 600 * 2 ** count,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})
