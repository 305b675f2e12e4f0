//! Accounts, passwords, sessions, one-time links, failures and histories, on both databases.

mod links_and_failures;
mod records;
mod sessions;
