//! One-time keys of forms that create something: a form that is sent twice (double click, back button, resend) leads
//! to what it led to the first time.

/// How long a key is remembered, milliseconds.
pub const KEPT_MS: i64 = 24 * 3_600_000;
/// Longest key.
const LONGEST: usize = 80;

/// What one rendering of a form, or one thing that may be done once, is known by. Keys of different accounts never
/// meet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OneTimeKey(String);

impl OneTimeKey {
    /// Reads the hidden field of a form; `None` if that was never made here. A use case then goes on without a key.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let ours = |byte: u8| byte.is_ascii_alphanumeric() || b"-/".contains(&byte);
        let fits = (1..=LONGEST).contains(&text.len()) && text.bytes().all(ours);
        fits.then(|| Self(text.to_owned()))
    }

    /// For one rendering of a form, in its hidden field.
    #[must_use]
    pub fn fresh(id: ulid::Ulid) -> Self {
        Self(id.to_string())
    }

    /// For what may be done once to one thing, whichever form asks: `verb` and the thing's id.
    #[must_use]
    pub fn for_thing(verb: &str, id: &str) -> Self {
        Self(format!("{verb}/{id}"))
    }

    /// The text of the hidden field.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::OneTimeKey;

    #[test]
    fn only_keys_of_our_making_are_read() {
        let key = OneTimeKey::for_thing("load", "01ARZ3NDEKTSV4RRFFQ69G5FAV");
        assert_eq!(OneTimeKey::parse(key.as_str()), Some(key));
        let long = "a".repeat(81);
        for text in ["", "a b", "钥", "a\u{0}", "<b>", long.as_str()] {
            assert_eq!(OneTimeKey::parse(text), None, "{text:?}");
        }
    }
}
