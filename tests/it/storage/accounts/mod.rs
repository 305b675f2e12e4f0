//! Accounts, passwords, sessions, one-time links, failures and histories, on both databases.

mod accounts;
mod links_and_failures;
mod sessions;
