//! An address with conditions behind the `?`, from which links with one condition more or less are made. Order is
//! kept, so the same conditions give the same address.

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
