//! A rail for unit tests: recorded answers in, requests out.

use std::collections::VecDeque;
use std::sync::Mutex;

use async_trait::async_trait;

use crate::port::{Exchange, Rail, Request, Response};

/// Path, headers and body of a request.
pub(crate) type Asked = (String, Vec<(&'static str, String)>, String);

/// Gives its answers in order, and keeps what it was asked.
pub(crate) struct Recorded {
    answers: Mutex<VecDeque<Result<Response, Exchange>>>,
    asked: Mutex<Vec<Request>>,
}

impl Recorded {
    pub(crate) fn new(answers: impl IntoIterator<Item = (u16, String)>) -> Self {
        let answers = answers.into_iter().map(|(status, body)| {
            Ok(Response {
                status,
                body: body.into_bytes(),
            })
        });
        Self {
            answers: Mutex::new(answers.collect()),
            asked: Mutex::default(),
        }
    }

    pub(crate) fn failing(error: Exchange) -> Self {
        Self {
            answers: Mutex::new([Err(error)].into()),
            asked: Mutex::default(),
        }
    }

    /// Every request so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        let asked = self.asked.lock().expect("no panic");
        asked
            .iter()
            .map(|r| {
                (
                    r.path.clone(),
                    r.headers.clone(),
                    String::from_utf8_lossy(&r.body).into_owned(),
                )
            })
            .collect()
    }
}

#[async_trait]
impl Rail for Recorded {
    async fn send(&self, request: Request) -> Result<Response, Exchange> {
        self.asked.lock().expect("no panic").push(request);
        self.answers
            .lock()
            .expect("no panic")
            .pop_front()
            .expect("an answer for every request")
    }
}

/// Runs a future to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(future)
}
