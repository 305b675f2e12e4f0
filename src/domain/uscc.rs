//! Unified social credit codes (统一社会信用代码, GB 32100-2015) and their check characters.
//!
//! Early pilot codes fail the check and are legal all the same, so a failing check is a doubt and never an error. The
//! county is never read from a code: codes keep the registry of their time.

use std::fmt;

use serde::{Deserialize, Serialize};

/// 0–9 and A–Z without I, O, S, V, Z; the position is the value.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3^(i−1) mod 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// A credit code of the right form: 18 characters of the alphabet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Uscc(String);

/// Why a text is no credit code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsccError {
    /// Not 18 characters; carries how many there are.
    Length(usize),
    /// A character that no code contains, with the one probably meant (O→0, I→1, Z→2, S→5).
    Character {
        /// The character.
        found: char,
        /// What it was probably meant to be.
        suggestion: Option<String>,
    },
}

impl Uscc {
    /// Reads a code: trimmed, full-width letters made half-width, upper case, blanks and hyphens inside dropped.
    ///
    /// # Errors
    /// See [`UsccError`]. A failing check character is no error; ask [`Uscc::is_doubtful`].
    pub fn parse(text: &str) -> Result<Self, UsccError> {
        let code: String =
            super::text::name_key(text).to_uppercase().chars().filter(|ch| *ch != '-').collect();
        if code.chars().count() != 18 {
            return Err(UsccError::Length(code.chars().count()));
        }
        match code.chars().find(|ch| value(*ch).is_none()) {
            None => Ok(Self(code)),
            Some(found) => Err(UsccError::Character { found, suggestion: suggestion(&code) }),
        }
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True if the check character does not agree.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        let sum: u32 = self.0.chars().zip(WEIGHTS).filter_map(|(ch, weight)| Some(value(ch)? * weight)).sum();
        let check = (31 - sum % 31) % 31;
        self.0.chars().last().and_then(value) != Some(check)
    }
}

fn value(ch: char) -> Option<u32> {
    ALPHABET.iter().position(|letter| char::from(*letter) == ch).and_then(|at| u32::try_from(at).ok())
}

fn suggestion(code: &str) -> Option<String> {
    let mended: String = code
        .chars()
        .map(|ch| match ch {
            'O' => '0',
            'I' => '1',
            'Z' => '2',
            'S' => '5',
            other => other,
        })
        .collect();
    mended.chars().all(|ch| value(ch).is_some()).then_some(mended)
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
