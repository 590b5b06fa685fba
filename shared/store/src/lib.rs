#![doc = include_str!("../README.md")]

pub mod acting;
pub mod acts;
pub mod audit;
pub mod books;
pub mod company;
mod connect;
mod connections;
pub mod dynamo;
pub mod expenses;
mod filed;
pub mod imports;
pub mod keys;
pub mod learning;
mod mailbox;
pub mod matching;
pub mod mirror;
pub mod model;
mod notes;
pub mod people;
mod posting;
mod quotes;
pub mod records;
pub mod routes;
pub mod table;

pub use acts::{Act, Journal, Step};
pub use audit::{AuditPage, AuditQuery, By};
pub use books::Loaded;
pub use company::{CompanyStore, Desk, ForTiles, OpenBook};
pub use connect::dynamo as dynamo_table;
pub use filed::FiledAccount;
pub use imports::Landed;
pub use learning::Learned;
pub use mailbox::{MailAddress, MailTaken};
pub use mirror::{Fact, Gone, Mirrored, News};
pub use notes::NotePage;
pub use people::{ForJoining, Invitations, Place, Places};
pub use quotes::QuoteRecord;
pub use records::{
    BankSeen, Calls, Connection, ConnectionStatus, DigestRecord, DigestStatus, Lease, Notice, Pace,
    StoreError,
};
pub use routes::Store;
pub use table::{
    Condition, FailedWrite, Index, Item, Key, Meter, Page, Query, Range, Table, TableError, Units,
    Value, Write,
};
