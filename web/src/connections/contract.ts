// The routes of connections that the checked-in description does not have yet, as they are agreed.
import type { Connection, Label } from './queries'

interface Company {
  company_id: string
}

interface Answer<Status extends number, Body> {
  responses: { [S in Status]: { headers: Record<string, unknown>; content: { 'application/json': Body } } }
}

interface One {
  path: { rail: string; account: string }
  query: Company
}

export interface RailPaths {
  '/api/v1/integrations/jobber/authorize-url': {
    get: Answer<200, { url: string; state: string; expires_at: string }> & {
      parameters: { query: Company & { redirect_uri: string } }
    }
  }
  '/api/v1/integrations/jobber/oauth/callback': {
    post: Answer<201, Connection> & {
      parameters: { query: Company }
      requestBody: { content: { 'application/json': { code: string; redirect_uri: string; state?: string } } }
    }
  }
  '/api/v1/integrations/plaid/link-token': {
    get: Answer<200, { link_token: string; expiration: string; mode: 'new' | 'update' }> & {
      parameters: {
        query: Company & { redirect_uri?: string; account?: string; select_accounts?: boolean }
      }
    }
  }
  '/api/v1/integrations/plaid/exchange': {
    post: Answer<201, Connection> & {
      parameters: { query: Company }
      requestBody: {
        content: {
          'application/json': {
            public_token: string
            institution_name?: string
            institution_id?: string
            accounts?: { name: string; mask: string | null }[]
            again?: boolean
          }
        }
      }
    }
  }
  '/api/v1/integrations/{rail}/{account}': {
    patch: Answer<200, Connection> & {
      parameters: One
      requestBody: { content: { 'application/json': { name?: string; labels?: Record<string, Label> } } }
    }
    delete: Answer<204, never> & { parameters: One }
  }
  '/api/v1/integrations/{rail}/{account}/reconnect': {
    post: Answer<202, Connection> & { parameters: One }
  }
}
