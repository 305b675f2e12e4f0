//! Money is a whole number of fen. Forms write 万元; sums are never floating-point.

use serde::{Deserialize, Serialize};

/// An amount in fen (1/100 yuan).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fen(pub i64);

/// Fen in 万元.
const WAN_YUAN: i64 = 1_000_000;
/// The largest amount a form may name: 10,000 亿元.
const MAX_FEN: i64 = 100_000_000 * WAN_YUAN;

impl Fen {
    /// Reads an amount in 万元, such as `12.5`, `1,200` or `2000万` (the unit repeated by habit). Digits beyond a fen
    /// are cut off. `None` if it is no amount, is negative, or exceeds 10,000 亿元.
    #[must_use]
    pub fn from_wan_yuan(text: &str) -> Option<Self> {
        let text = text.trim().replace([',', '，', ' '], "");
        let text = ["万元", "万"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text);
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let fraction: i64 = format!("{:0<6}", fraction.get(..6).unwrap_or(fraction)).parse().ok()?;
        let fen = whole.checked_mul(WAN_YUAN)?.checked_add(fraction)?;
        (fen <= MAX_FEN).then_some(Self(fen))
    }

    /// The amount in 万元 without superfluous zeros: `12.5`.
    #[must_use]
    pub fn to_wan_yuan(self) -> String {
        let (whole, rest) = (self.0 / WAN_YUAN, (self.0 % WAN_YUAN).abs());
        if rest == 0 {
            return whole.to_string();
        }
        let sign = if self.0 < 0 && whole == 0 { "-" } else { "" };
        format!("{sign}{whole}.{}", format!("{rest:06}").trim_end_matches('0'))
    }
}

/// What a form says about money: an amount, or that it is to be negotiated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    /// A stated amount.
    Amount(Fen),
    /// 面议.
    Negotiable,
    /// 免费试用: of capabilities only.
    Trial,
}

impl Price {
    /// The amount, if one was stated.
    #[must_use]
    pub fn amount(self) -> Option<Fen> {
        match self {
            Self::Amount(fen) => Some(fen),
            Self::Negotiable | Self::Trial => None,
        }
    }

    /// As the forms write it, in 万元.
    #[must_use]
    pub fn written(self) -> String {
        match self {
            Self::Amount(fen) => fen.to_wan_yuan(),
            Self::Negotiable => "面议".to_owned(),
            Self::Trial => "免费试用".to_owned(),
        }
    }
}
