use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_sesv2::types::{
    Body, Content, Destination, EmailContent, Message, MessageHeader, MessageTag,
};

use super::code;
use crate::config::{ConfigError, required};
use crate::ports::{Mail, MailError, Mailer};

/// Mail through SES.
#[derive(Debug, Clone)]
pub struct SesMailer {
    client: aws_sdk_sesv2::Client,
    from: String,
    configuration_set: String,
}

impl SesMailer {
    /// From the function's environment.
    ///
    /// # Errors
    /// [`ConfigError::Missing`] without `MAIL_FROM` or `MAIL_CONFIGURATION_SET`.
    pub fn from_env(sdk: &SdkConfig) -> Result<Self, ConfigError> {
        Ok(Self {
            client: aws_sdk_sesv2::Client::new(sdk),
            from: required("MAIL_FROM")?,
            configuration_set: required("MAIL_CONFIGURATION_SET")?,
        })
    }
}

fn utf8(data: String) -> Result<Content, MailError> {
    Content::builder()
        .data(data)
        .charset("UTF-8")
        .build()
        .map_err(|e| MailError::Refused(e.to_string()))
}

fn message(mail: Mail) -> Result<Message, MailError> {
    let refused = |e: aws_sdk_sesv2::error::BuildError| MailError::Refused(e.to_string());
    let mut message = Message::builder().subject(utf8(mail.subject)?).body(
        Body::builder()
            .html(utf8(mail.html)?)
            .text(utf8(mail.text)?)
            .build(),
    );
    for (name, value) in mail.headers {
        message = message.headers(
            MessageHeader::builder()
                .name(name)
                .value(value)
                .build()
                .map_err(refused)?,
        );
    }
    Ok(message.build())
}

#[async_trait]
impl Mailer for SesMailer {
    async fn send(&self, mail: Mail) -> Result<String, MailError> {
        let mut request = self
            .client
            .send_email()
            .from_email_address(&self.from)
            .configuration_set_name(&self.configuration_set)
            .destination(Destination::builder().to_addresses(&mail.to).build());
        for (name, value) in &mail.tags {
            let tag = MessageTag::builder().name(name).value(value).build();
            request = request.email_tags(tag.map_err(|e| MailError::Refused(e.to_string()))?);
        }
        let content = EmailContent::builder().simple(message(mail)?).build();
        let answer = request
            .content(content)
            .send()
            .await
            .map_err(|e| judge(&e))?;
        Ok(answer.message_id.unwrap_or_default())
    }
}

fn judge(
    error: &aws_sdk_sesv2::error::SdkError<aws_sdk_sesv2::operation::send_email::SendEmailError>,
) -> MailError {
    use aws_sdk_sesv2::error::SdkError;
    match error {
        SdkError::ServiceError(e) => {
            let err = e.err();
            let why = code(error);
            if err.is_too_many_requests_exception()
                || err.is_limit_exceeded_exception()
                || err.is_sending_paused_exception()
            {
                MailError::NotSent(why)
            } else if e.raw().status().is_server_error() {
                MailError::Unknown(why)
            } else {
                MailError::Refused(why)
            }
        }
        SdkError::ConstructionFailure(_) => MailError::Refused(code(error)),
        _ => MailError::Unknown(code(error)),
    }
}
