//! Where an index lives: a folder with generations, one of which is current.
//!
//! ```text
//! index/LOCK          held by the one writer; the kernel frees it when the process dies
//! index/CURRENT       which generation to read, its schema version and lexicon hash
//! index/gen-000003/   a tantivy index; its commit payload is the cursor
//! ```
//!
//! A rebuild fills a new generation beside the current one and then replaces `CURRENT` by a rename, so searches
//! never see half an index. The cursor says how far the source of changes was followed; it is stored in the
//! same atomic step as the documents. The index is disposable: whatever is wrong with it, a rebuild mends it.

mod home;
mod reader;
mod record;
mod segment;
mod snapshot;
mod writer;

pub use reader::Reader;
pub(crate) use segment::SegmentView;
pub use segment::{CodeColumn, Factors};
pub use snapshot::Snapshot;
pub use writer::{Rebuild, Writer};
