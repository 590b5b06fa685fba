// Every failure of the API as one type: what happened, the way out, and the id to tell us.

export interface FieldError {
  pointer: string
  detail: string
}

export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    /** `stale`, `role`, `add-on` …: the last word of the problem's type; `network` when no answer came. */
    readonly kind: string,
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly requestId: string | null,
    /** The problem as it came, with the members of its own type (`current`, `changed_by` …). */
    readonly members: Readonly<Record<string, unknown>>,
    readonly retryAfter: number | null,
  ) {
    super(detail || title)
  }

  get fields(): FieldError[] {
    const errors = this.members.errors
    return Array.isArray(errors) ? (errors as FieldError[]) : []
  }

  /** Whether the same request may well succeed in a moment, so that nobody has to be asked. */
  get passing(): boolean {
    return (
      this.kind === 'network' ||
      this.status === 429 ||
      this.status === 503 ||
      this.status === 502 ||
      this.status === 504
    )
  }
}

const base = 'https://oodaloo.app/problems/'

export async function problemOf(response: Response, body: unknown): Promise<ApiError> {
  const members = (body && typeof body === 'object' ? body : {}) as Record<string, unknown>
  const type = typeof members.type === 'string' ? members.type : ''
  const kind = type.startsWith(base) ? type.slice(base.length) : kindOfStatus(response.status)
  const text = (name: string) => (typeof members[name] === 'string' ? (members[name] as string) : '')
  const wait = Number(response.headers.get('retry-after'))
  return new ApiError(
    kind,
    response.status,
    text('title') || titleOfStatus(response.status),
    // The gateway's own answers have only `message`, which is for programmers.
    text('detail'),
    text('request_id') || response.headers.get('apigw-requestid'),
    members,
    Number.isFinite(wait) && wait > 0 ? wait : null,
  )
}

export function networkError(cause: unknown): ApiError {
  const offline = typeof navigator !== 'undefined' && navigator.onLine === false
  return new ApiError(
    'network',
    0,
    offline ? 'You are offline' : 'No answer from Oodaloo',
    offline ? 'This device has no connection.' : 'The connection broke before an answer came.',
    null,
    { cause: String(cause) },
    null,
  )
}

function kindOfStatus(status: number): string {
  if (status === 401) return 'unauthenticated'
  if (status === 404) return 'not-found'
  if (status === 429) return 'rate'
  return status >= 500 ? 'unavailable' : 'bad-request'
}

function titleOfStatus(status: number): string {
  if (status === 401) return 'Sign in first'
  if (status === 404) return 'Not found'
  if (status === 429) return 'Too many requests at once'
  return status >= 500 ? 'Not available just now' : 'The request is not understood'
}

/** The way out of an error, in words. */
export function wayOut(error: ApiError): string {
  switch (error.kind) {
    case 'network':
      return 'Check the connection; nothing you decided is lost.'
    case 'rate':
      return 'Wait a few seconds, then try again.'
    case 'unavailable':
      return 'Try again in a moment. Nothing was changed.'
    case 'internal':
      return 'Our mistake, and nothing was changed. Try again; if it stays, send us the request id.'
    case 'role':
      return 'Ask an owner of the company to do this.'
    case 'not-found':
      return 'It may have been decided already. Reload to see what is there now.'
    case 'stale':
    case 'precondition-failed':
      return 'Look at what is there now, then decide again.'
    case 'rail':
      return 'Start the connection again.'
    case 'add-on':
      return 'An owner can add it.'
    case 'unauthenticated':
      return 'Sign in again; you come back to this page.'
    default:
      return 'Change what you entered and try again.'
  }
}
