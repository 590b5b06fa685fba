//! What every answer has, whoever makes it: the request's id, and headers that keep browsers careful.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{self, HeaderName};
use http::{Extensions, HeaderMap, HeaderValue};
use lambda_http::request::RequestContext;
use tracing::Instrument as _;

use crate::Problem;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Set unless the handler has set its own.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        header::STRICT_TRANSPORT_SECURITY,
        "max-age=31536000; includeSubDomains",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// Around every request.
pub(crate) async fn finish(request: Request, next: Next) -> Response {
    // The gateway's own id: its access log has it too. Without a gateway there is none.
    let id = gateway_id(request.extensions());
    let span = tracing::info_span!("request", request_id = id.as_deref());
    let mut response = next.run(request).instrument(span).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        // Only the body is another: what the handler has set beside it, a cookie say, stays.
        *response.body_mut() = problem.answer(id.as_deref()).into_body();
    }
    dress(response.headers_mut(), id.as_deref());
    response
}

fn gateway_id(extensions: &Extensions) -> Option<String> {
    let RequestContext::ApiGatewayV2(context) = extensions.get::<RequestContext>()? else {
        return None;
    };
    context.request_id.clone()
}

fn dress(headers: &mut HeaderMap, id: Option<&str>) {
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if let Some(id) = id.and_then(|id| HeaderValue::from_str(id).ok()) {
        headers.insert(REQUEST_ID, id);
    }
}
