//! DynamoDB's errors, by what the caller can do about them.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::CancellationReason;

use super::codec;
use crate::table::{FailedWrite, TableError};

/// The longest text taken over from DynamoDB.
const MAX_TEXT: usize = 160;

/// What an error of any operation means.
pub(super) fn of<E: ProvideErrorMetadata>(error: &SdkError<E>) -> TableError {
    match error {
        SdkError::ServiceError(e) => {
            let status = e.raw().status().as_u16();
            of_code(
                e.err().code().unwrap_or_default(),
                e.err().message(),
                status,
            )
        }
        SdkError::TimeoutError(_) => TableError::Unavailable("timeout".into()),
        SdkError::DispatchFailure(_) => TableError::Unavailable("the request was not sent".into()),
        SdkError::ResponseError(_) => TableError::Unavailable("the answer was broken".into()),
        _ => TableError::Unavailable("the request could not be made".into()),
    }
}

fn of_code(code: &str, message: Option<&str>, status: u16) -> TableError {
    match code {
        "TransactionConflictException"
        | "TransactionInProgressException"
        | "ReplicatedWriteConflictException" => TableError::Contention,
        "ProvisionedThroughputExceededException"
        | "ThrottlingException"
        | "Throttling"
        | "RequestLimitExceeded" => TableError::Throttled,
        // The credentials are renewed behind our back: the next call may have new ones.
        "ExpiredTokenException" | "ExpiredToken" => TableError::Unavailable(code.into()),
        _ if status >= 500 || code.is_empty() => {
            TableError::Unavailable(format!("status {status} {code}").trim_end().into())
        }
        _ => TableError::Invalid(format!("{code}: {}", without_content(message))),
    }
}

/// DynamoDB's validation texts say what is wrong and then, after a colon or in quotes, quote the
/// value. Only what comes before may be told on.
fn without_content(message: Option<&str>) -> String {
    let text = message.unwrap_or_default();
    let end = text
        .find([':', '\'', '"', '{', '[', '<'])
        .unwrap_or(text.len());
    text[..end].trim_end().chars().take(MAX_TEXT).collect()
}

/// What the end of a transaction means.
pub(super) fn of_transaction(error: &SdkError<TransactWriteItemsError>) -> TableError {
    let cancelled = match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(e)) => e,
        _ => return of(error),
    };
    match of_reasons(cancelled.cancellation_reasons()) {
        Ok(e) | Err(e) => e,
    }
}

/// A failed condition is an answer and wins over everything: the caller must not try again.
fn of_reasons(reasons: &[CancellationReason]) -> Result<TableError, TableError> {
    let mut failed = Vec::new();
    for (index, reason) in reasons.iter().enumerate() {
        if reason.code() == Some("ConditionalCheckFailed") {
            let current = reason.item.clone().filter(|i| !i.is_empty());
            failed.push(FailedWrite {
                index,
                current: current.map(codec::item).transpose()?,
            });
        }
    }
    if !failed.is_empty() {
        return Ok(TableError::Conflict(failed));
    }
    let codes: Vec<_> = reasons
        .iter()
        .filter_map(|r| r.code())
        .filter(|c| *c != "None")
        .collect();
    let has = |code: &str| codes.iter().any(|c| c.starts_with(code));
    // A write that can never happen is not worth a retry, whatever else went wrong.
    Ok(
        if has("ValidationError") || has("ItemCollectionSizeLimitExceeded") {
            let text = reasons.iter().find(|r| r.code() == codes.first().copied());
            let text = without_content(text.and_then(|r| r.message()));
            TableError::Invalid(format!("{}: {text}", codes.join(", ")))
        } else if has("TransactionConflict") {
            TableError::Contention
        } else if has("ThrottlingError")
            || has("ProvisionedThroughputExceeded")
            || has("RequestLimitExceeded")
        {
            TableError::Throttled
        } else {
            TableError::Unavailable(
                format!("the transaction was cancelled {}", codes.join(", "))
                    .trim_end()
                    .into(),
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(codes: &[&str]) -> Vec<CancellationReason> {
        codes
            .iter()
            .map(|c| CancellationReason::builder().code(*c).build())
            .collect()
    }

    #[test]
    fn a_failed_condition_wins() {
        let e = of_reasons(&reasons(&[
            "TransactionConflict",
            "None",
            "ConditionalCheckFailed",
        ]));
        let failed = vec![FailedWrite {
            index: 2,
            current: None,
        }];
        assert_eq!(e.unwrap(), TableError::Conflict(failed));
        let e = of_reasons(&reasons(&["ThrottlingError", "TransactionConflict"])).unwrap();
        assert_eq!(e, TableError::Contention);
        let e = of_reasons(&reasons(&["None", "ThrottlingError"])).unwrap();
        assert_eq!(e, TableError::Throttled);
        let e = of_reasons(&reasons(&["TransactionConflict", "ValidationError"])).unwrap();
        assert!(matches!(e, TableError::Invalid(_)));
    }

    #[test]
    fn codes_say_what_to_do() {
        assert_eq!(
            of_code("ThrottlingException", None, 400),
            TableError::Throttled
        );
        assert_eq!(
            of_code("TransactionConflictException", None, 400),
            TableError::Contention
        );
        assert!(of_code("InternalServerError", None, 500).is_transient());
        assert!(!of_code("ResourceNotFoundException", None, 400).is_transient());
    }

    #[test]
    fn no_content_is_told_on() {
        let e = of_code(
            "ValidationException",
            Some("The parameter cannot be converted to a numeric value: Jane Doe"),
            400,
        );
        assert!(e.to_string().contains("numeric value"));
        assert!(!e.to_string().contains("Jane"));
    }
}
