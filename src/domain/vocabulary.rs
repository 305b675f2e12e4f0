//! Controlled lists: an enum whose values have a code (stored, indexed) and a label (read, written in sheets).

/// Declares a controlled list.
///
/// `vocabulary! { /// Doc. pub enum Urgency { /// Doc. Normal = "normal" "一般", … } }` expands to the enum with
/// `ALL` in the given order, `code()`, `label()`, `from_code()`, `from_label()`, and serde by code. Codes have at most
/// eight ASCII characters, so that they can be columns of the index; they never change once stored.
macro_rules! vocabulary {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$item_meta:meta])* $item:ident = $code:literal $label:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$item_meta])* #[serde(rename = $code)] $item),+ }

        impl $name {
            /// Every value, in the order of the forms.
            pub const ALL: &'static [Self] = &[$(Self::$item),+];

            /// What is stored and indexed.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$item => $code),+ }
            }

            /// What people read and write.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$item => $label),+ }
            }

            /// The value with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }

            /// The value with this label; surrounding blanks do not matter.
            #[must_use]
            pub fn from_label(label: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.label() == label.trim())
            }

            /// All labels, for messages that say what is allowed and for drop-down lists.
            #[must_use]
            pub fn labels() -> Vec<&'static str> {
                Self::ALL.iter().map(|value| value.label()).collect()
            }
        }
    };
}
pub(crate) use vocabulary;
