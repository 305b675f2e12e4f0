//! Which passwords are good enough, and how long they last. Hashing is not here.

use serde::{Deserialize, Serialize};

use super::account::sign_in_key;
use super::time::Instant;

/// Fewest characters of a password of several classes.
const SHORT: usize = 10;
/// From this many characters on, the classes do not matter.
const LONG: usize = 16;
/// Classes that a short password needs, of: lower case, upper case, digits, all else.
const CLASSES: usize = 3;
/// Most characters; what is longer is no password but an attack on whoever hashes it.
pub const MAX_PASSWORD: usize = 200;
/// Earlier passwords that may not come back.
pub const REMEMBERED: i64 = 5;
const DAY_MS: i64 = 86_400_000;

/// Beginnings that make a password guessable here, whatever digits and signs follow. Lower case.
const COMMON_STEMS: [&str; 24] = [
    "admin",
    "administrator",
    "luoyang",
    "luoyangkeji",
    "lykj",
    "lykjj",
    "kejiju",
    "duijie",
    "henan",
    "zhengzhou",
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "qwerty",
    "qwertyuiop",
    "abc",
    "woaini",
    "aini",
    "test",
    "welcome",
    "letmein",
    "root",
    "huawei",
];
/// Whole passwords that everybody tries, and runs of keys. Lower case.
const COMMON: [&str; 12] = [
    "1qaz2wsx3edc",
    "1qaz@wsx3edc",
    "qazwsxedcrfv",
    "zxcvbnm123",
    "asdfghjkl123",
    "a1b2c3d4e5",
    "abcd1234!@#$",
    "1q2w3e4r5t6y",
    "iloveyou1314",
    "woaini1314520",
    "5201314woaini",
    "aa123456789!",
];

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Too short, or short and of too few classes.
    Weak,
    /// Longer than [`MAX_PASSWORD`].
    TooLong,
    /// Holds the sign-in name, or the other way round.
    LikeTheName,
    /// One of those that everybody tries.
    Common,
    /// Was used before.
    UsedBefore,
}

/// How long passwords last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordAge {
    /// Days after which it must be changed; 0 = never.
    pub max_days: i64,
}

impl Default for PasswordAge {
    fn default() -> Self {
        Self { max_days: 90 }
    }
}

impl PasswordAge {
    /// True if a password of this moment must be changed by now. One from the future is no reason to trust it.
    #[must_use]
    pub fn is_over(self, set_at: Instant, now: Instant) -> bool {
        let age = now.0.saturating_sub(set_at.0);
        self.max_days > 0 && age > self.max_days.saturating_mul(DAY_MS)
    }
}

/// Looks at a new password of somebody with this sign-in name. Earlier ones are compared by their hashes elsewhere.
///
/// # Errors
/// What is wrong with it.
pub fn check_password(password: &str, sign_in_name: &str) -> Result<(), PasswordProblem> {
    let count = password.chars().count();
    if count > MAX_PASSWORD {
        return Err(PasswordProblem::TooLong);
    }
    let few_signs = {
        let mut signs: Vec<char> = password.chars().collect();
        signs.sort_unstable();
        signs.dedup();
        signs.len() < 5
    };
    if few_signs || count < SHORT || (count < LONG && classes(password) < CLASSES) {
        return Err(PasswordProblem::Weak);
    }
    let (lower, name) = (password.to_lowercase(), sign_in_key(sign_in_name));
    if name.chars().count() >= 3 && (lower.contains(&name) || name.contains(&lower)) {
        return Err(PasswordProblem::LikeTheName);
    }
    if is_common(&lower) { Err(PasswordProblem::Common) } else { Ok(()) }
}

fn classes(password: &str) -> usize {
    let kinds: [fn(&char) -> bool; 4] =
        [char::is_ascii_lowercase, char::is_ascii_uppercase, char::is_ascii_digit, |ch| {
            !ch.is_ascii_alphanumeric()
        }];
    kinds.iter().filter(|kind| password.chars().any(|ch| kind(&ch))).count()
}

/// A common word with a year, a run of digits or signs around it is as guessable as the word: Luoyang2022, Admin@123456.
fn is_common(lower: &str) -> bool {
    let stem = lower.trim_matches(|ch: char| !ch.is_alphabetic());
    let spelled: String = lower.chars().filter(|ch| ch.is_alphabetic()).collect();
    COMMON.contains(&lower)
        || COMMON_STEMS.contains(&stem)
        || COMMON_STEMS.contains(&spelled.as_str())
        || has_run(lower)
}

/// Ten keys in a row, upwards or downwards: 1234567890abc.
fn has_run(lower: &str) -> bool {
    const RUNS: [&str; 4] = [
        "12345678901234567890",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "09876543210987654321",
    ];
    let signs: Vec<char> = lower.chars().collect();
    signs.windows(SHORT - 1).any(|part| {
        let part: String = part.iter().collect();
        RUNS.iter().any(|run| run.contains(&part))
    })
}

#[cfg(test)]
mod tests {
    use super::{PasswordAge, PasswordProblem, check_password};
    use crate::domain::time::Instant;

    #[test]
    fn ten_signs_of_three_classes_or_sixteen_of_any() {
        for good in
            ["Zhoucheng7!", "转盘轴承Aa12345", "guangxuan jiaozheng", "正确马电池订书钉一二三四五六七八"]
        {
            assert_eq!(check_password(good, "liming"), Ok(()), "{good}");
        }
        for weak in
            ["", "Aa1!", "Aa1!Aa1!Aa1!Aa1!", "zhouchenggc", "1928374655", "aaaaaaaaaaaaaaaaaaaa", "Zhouche7!"]
        {
            assert_eq!(check_password(weak, "liming"), Err(PasswordProblem::Weak), "{weak}");
        }
    }

    #[test]
    fn what_everybody_tries_is_refused() {
        for common in [
            "Luoyang2022",
            "luoyang@2022",
            "Admin@123456",
            "LYKJJ@2026!",
            "P@ssw0rd2026",
            "Abc123456789!",
            "1qaz@WSX3edc",
            "123456789Aa",
        ] {
            assert_eq!(check_password(common, "liming"), Err(PasswordProblem::Common), "{common}");
        }
        assert_eq!(check_password("Liming@202607", "liming"), Err(PasswordProblem::LikeTheName));
        assert_eq!(check_password(&"Aa1!b".repeat(50), "liming"), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn age_never_overflows() {
        let age = PasswordAge::default();
        let day = 86_400_000;
        assert!(!age.is_over(Instant(0), Instant(90 * day)));
        assert!(age.is_over(Instant(0), Instant(90 * day + 1)));
        assert!(age.is_over(Instant(i64::MIN), Instant(i64::MAX)));
        assert!(!age.is_over(Instant(i64::MAX), Instant(i64::MIN)));
        assert!(!PasswordAge { max_days: 0 }.is_over(Instant(i64::MIN), Instant(i64::MAX)));
        assert!(!PasswordAge { max_days: i64::MAX }.is_over(Instant(0), Instant(i64::MAX)));
    }
}
