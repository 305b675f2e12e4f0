//! What is put into the index: one capability (or, for the reverse direction, one need) with the factors that
//! filters and signals read. Meanings of codes belong to the caller; this crate only compares them.

use serde::{Deserialize, Serialize};

use crate::indicator::Indicator;

/// A short code of a controlled list: up to eight ASCII characters, such as an industry class (`3451`), a
/// division (`410311`), a technical field (`04.02`) or a status. Hierarchical codes share prefixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u64);

/// A text that cannot be a [`Code`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no code; use one to eight ASCII letters, digits, '.', '_' or '-'")]
pub struct CodeError(String);

impl Code {
    /// Packs a code.
    ///
    /// # Errors
    /// If `text` is empty, longer than eight characters, or has other characters than ASCII letters, digits,
    /// `.`, `_` and `-`.
    pub fn new(text: &str) -> Result<Self, CodeError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if text.is_empty() || text.len() > 8 || !text.bytes().all(allowed) {
            return Err(CodeError(text.chars().take(40).collect()));
        }
        let mut bytes = [0; 8];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self(u64::from_be_bytes(bytes)))
    }

    /// How many leading characters two codes share.
    #[must_use]
    pub fn shared_prefix(self, other: Self) -> usize {
        self.0
            .to_be_bytes()
            .iter()
            .zip(other.0.to_be_bytes())
            .take_while(|(a, b)| **a == *b && *b != 0)
            .count()
    }

    /// Number of characters.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.to_be_bytes().iter().take_while(|byte| **byte != 0).count()
    }

    /// Never true; a code has at least one character.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    pub(crate) fn packed(self) -> u64 {
        self.0
    }

    pub(crate) fn unpacked(value: u64) -> Self {
        Self(value)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0
            .to_be_bytes()
            .iter()
            .take_while(|byte| **byte != 0)
            .try_for_each(|&byte| write!(f, "{}", byte as char))
    }
}

impl TryFrom<String> for Code {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        Self::new(&text)
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.to_string()
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A set of cooperation modes, one bit each; which bit means which mode is the caller's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Modes(pub u64);

impl Modes {
    /// True if no mode was stated.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A Beijing calendar day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day(pub i32);

/// Most figures of one record; forms ask for a handful.
pub const MAX_INDICATORS: usize = 200;

/// One record of the index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The record's id; putting another document with the same id replaces this one.
    pub id: String,
    /// Title or name; may be empty.
    pub title: String,
    /// Description; may be empty.
    pub body: String,
    /// Keywords, indexed with the body.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Ids of the institutions that hold the capability (or of the enterprise that has the need).
    #[serde(default)]
    pub owners: Vec<String>,
    /// Kind of record (achievement, team, …).
    #[serde(default)]
    pub kind: Option<Code>,
    /// Life-cycle status.
    #[serde(default)]
    pub status: Option<Code>,
    /// Disclosure level.
    #[serde(default)]
    pub disclosure: Option<Code>,
    /// County unit of the owner.
    #[serde(default)]
    pub county: Option<Code>,
    /// Technical fields, two-level codes.
    #[serde(default)]
    pub fields: Vec<Code>,
    /// Industries of application, GB/T 4754 codes of two to four digits.
    #[serde(default)]
    pub industries: Vec<Code>,
    /// Figures the record promises (or asks for).
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    /// Technology readiness, 1–9 (GB/T 22900).
    #[serde(default)]
    pub trl: Option<u8>,
    /// Cooperation modes on offer.
    #[serde(default)]
    pub modes: Modes,
    /// Price in fen.
    #[serde(default)]
    pub price_fen: Option<i64>,
    /// Administrative division of the owner (GB/T 2260, six characters).
    #[serde(default)]
    pub place: Option<Code>,
    /// Day on which the record was last confirmed.
    #[serde(default)]
    pub updated_on: Option<Day>,
}

impl Document {
    /// A record with text only.
    #[must_use]
    pub fn new(id: &str, title: &str, body: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            body: body.to_owned(),
            keywords: Vec::new(),
            owners: Vec::new(),
            kind: None,
            status: None,
            disclosure: None,
            county: None,
            fields: Vec::new(),
            industries: Vec::new(),
            indicators: Vec::new(),
            trl: None,
            modes: Modes::default(),
            price_fen: None,
            place: None,
            updated_on: None,
        }
    }

    /// The same record held by `owners`.
    #[must_use]
    pub fn held_by(mut self, owners: &[&str]) -> Self {
        self.owners = owners.iter().map(|owner| (*owner).to_owned()).collect();
        self
    }
}
