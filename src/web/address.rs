//! An address with conditions behind the `?`, from which links with one condition more or less are made. Order is
//! kept, so the same conditions give the same address. Also: which addresses that came from outside may be gone to.

use std::fmt;

use url::form_urlencoded::Serializer;

/// An address with conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    /// Without conditions.
    #[must_use]
    pub fn new(path: impl fmt::Display) -> Self {
        Self { path: path.to_string(), pairs: Vec::new() }
    }

    /// With this condition in place of others of its name; a blank value removes it.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.without(name);
        if !value.trim().is_empty() {
            other.pairs.push((name.to_owned(), value.to_owned()));
        }
        other
    }

    /// With this condition besides others of its name.
    #[must_use]
    pub fn and(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.pairs.push((name.to_owned(), value.to_owned()));
        other
    }

    /// Without the conditions of this name.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let pairs = self.pairs.iter().filter(|(known, _)| known != name).cloned().collect();
        Self { path: self.path.clone(), pairs }
    }

    /// Without this one condition.
    #[must_use]
    pub fn dropping(&self, name: &str, value: &str) -> Self {
        let kept = |(known, of): &&(String, String)| !(known == name && of == value);
        Self { path: self.path.clone(), pairs: self.pairs.iter().filter(kept).cloned().collect() }
    }

    /// The conditions, for hidden fields of a form that is to keep them.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if self.pairs.is_empty() {
            return Ok(());
        }
        write!(f, "?{}", Serializer::new(String::new()).extend_pairs(&self.pairs).finish())
    }
}

/// Longest address that is gone back to.
const LONGEST: usize = 4_096;

/// `asked` if it is the path of a page of this site, so that a parameter such as `next` cannot lead elsewhere: one `/`
/// first, then nothing that a browser could take for another host (`//`, `/\\`), no control characters, no blanks.
/// Browsers escape what is not ASCII, so nothing else is needed.
#[must_use]
pub fn own_path(asked: &str) -> Option<&str> {
    let rest = asked.strip_prefix('/')?;
    let elsewhere = rest.starts_with('/') || asked.contains('\\');
    let plain = asked.len() <= LONGEST && asked.bytes().all(|byte| byte.is_ascii_graphic());
    (plain && !elsewhere).then_some(asked)
}
