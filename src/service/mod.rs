//! Use cases, one file each: what the command line and the pages ask for. Services open transactions, apply the rules
//! of the domain, and call storage, search and sheets; they know no page and no terminal.

pub mod backup;
pub mod export;
pub mod import;
pub mod indicators;
