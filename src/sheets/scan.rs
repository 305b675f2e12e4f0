//! What a part of a workbook is like, measured while it streams by: its size, its tags, its promises.
//!
//! The reader of workbooks trusts a part in three ways: it copies strings of one part for each tag of another,
//! it allocates a record per tag, and it reserves as many strings as `uniqueCount` promises. The size of a part
//! bounds none of these. This file measures and judges; it must not keep what it sees.

/// Strings, and promised strings, that are taken: a record of 24 bytes each.
const MAX_STRING_TAGS: u64 = 16_000_000;
/// Tags that are taken in the parts kept in memory. The worst style tables of real files, with 65,000 cell
/// formats copied together over the years, have some 600,000.
const MAX_INDEX_TAGS: u64 = 700_000;
/// Tags times the longest of them: more than the memory that copying strings can cost.
const MAX_INDEX_COPIES: u64 = 350_000_000;

const PROMISE: &[u8] = b"uniqueCount";
/// Enough for the promise and any number behind it.
const REACH: usize = 64;

/// How a part is used when the workbook is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Kept in memory as records: workbook, relations, styles, theme.
    Index,
    /// The strings that cells share.
    Strings,
    /// Read as a stream, or not at all.
    Stream,
}

/// Measures of one part.
#[derive(Debug)]
pub(super) struct Scan {
    role: Role,
    tags: u64,
    run: u64,
    longest: u64,
    zero: bool,
    broken_promise: bool,
    tail: Vec<u8>,
}

impl Scan {
    pub(super) fn new(role: Role) -> Self {
        Self { role, tags: 0, run: 0, longest: 0, zero: false, broken_promise: false, tail: Vec::new() }
    }

    /// Takes in the next bytes of the part.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        if self.role == Role::Stream {
            return;
        }
        for byte in bytes {
            self.run += 1;
            match byte {
                b'<' => {
                    self.tags += 1;
                    self.longest = self.longest.max(self.run);
                    self.run = 0;
                }
                // UTF-16 would hide tags from this; nobody writes it, and no UTF-8 part has a zero.
                0 => self.zero = true,
                _ => {}
            }
        }
        if self.role == Role::Strings {
            self.tail.extend_from_slice(bytes);
            self.check_promises(REACH);
            self.tail.drain(..self.tail.len().saturating_sub(REACH));
        }
    }

    /// Looks at the promises that have at least `reach` bytes left to be read in.
    fn check_promises(&mut self, reach: usize) {
        let starts = self.tail.len().saturating_sub(reach);
        let kept = self.tail[..starts]
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'u')
            .all(|(at, _)| self.tail[at..].strip_prefix(PROMISE).is_none_or(bearable));
        self.broken_promise |= !kept;
    }

    /// Why the part is refused, if it is.
    pub(super) fn refusal(mut self) -> Option<&'static str> {
        self.check_promises(0);
        self.longest = self.longest.max(self.run);
        match self.role {
            Role::Stream => None,
            _ if self.zero => Some("a part in an encoding that is not used"),
            Role::Strings if self.tags > MAX_STRING_TAGS || self.broken_promise => {
                Some("too many shared strings")
            }
            Role::Index if self.tags > MAX_INDEX_TAGS => Some("too many styles or relations"),
            Role::Index if self.tags * self.longest > MAX_INDEX_COPIES => {
                Some("oversized styles or relations")
            }
            _ => None,
        }
    }
}

/// Whether what follows the word promises few enough strings, or is no promise at all but the text of a cell.
/// A number that cannot be read, or is moved out of reach by blanks, counts as too large.
fn bearable(rest: &[u8]) -> bool {
    match rest.trim_ascii_start() {
        [] => false,
        [b'=', value @ ..] => promised(value).is_some_and(|count| count <= MAX_STRING_TAGS),
        _ => true,
    }
}

/// The number in `"123"`.
fn promised(value: &[u8]) -> Option<u64> {
    let value = value.trim_ascii_start();
    let digits = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'"))?;
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
}
