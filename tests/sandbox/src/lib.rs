#![doc = include_str!("../README.md")]

mod control;
mod credentials;
mod faults;
mod jobber;
mod plaid;
mod sandbox;
mod serve;
mod tokens;
mod wire;

pub use control::{Fire, FireError};
pub use credentials::{
    JOBBER_APP_ID, JOBBER_CLIENT_ID, JOBBER_CLIENT_SECRET, PLAID_CLIENT_ID, PLAID_SECRET,
};
pub use faults::{Failure, Faults, NO_ANSWER, Refusal, WebhookFaults};
pub use sandbox::{Sandbox, WebhookUrls};
pub use serve::{ServeError, ServeOptions, Server, serve};
pub use wire::{RailName, Request, Response, Webhook};
