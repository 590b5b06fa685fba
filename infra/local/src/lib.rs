#![doc = include_str!("../README.md")]

pub mod aws;
pub mod cli;
pub mod deploy;
mod door;
pub mod edge;
pub mod functions;
pub mod home;
mod link;
pub mod mailbox;
pub mod main_job;
pub mod people;
pub mod process;
pub mod progress;
pub mod receive;
mod reconcile;
pub mod report;
pub mod seed;
pub mod state;
mod tools;
pub mod trouble;
pub mod up;
mod web;
