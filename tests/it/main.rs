//! Scenarios: the rooms hold together, the main job reaches its figures, and the deployed local cloud
//! does it.

mod arrows;
mod cloud;
mod demo;
mod events;
mod inprocess;
mod template;
mod webhooks;
